insert into funnel values
    (1, 1, 'Sign-ups', 'step=page:/pricing&step=event:Signup&strict=1', 1, 1767227000000);
insert into funnel values (2, 1, 'Orders', 'step=page:/shop/*&step=goal:Orders', null, 1767227000000);
