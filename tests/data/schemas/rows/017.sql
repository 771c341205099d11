insert into share values
    (1, 1, 'For the board', 'secret', 'token-of-a-shared-link', 'hash-of-a-shared-link',
     '$argon2id$v=19$m=19456,t=2,p=1$c2FsdA$aGFzaA', 1798763000000, 'pages sources', 1, 1, 1767227000000);
insert into share values
    (2, 1, 'Open numbers', 'public', 'token-of-a-public-link', 'hash-of-a-public-link',
     null, null, 'pages', 0, null, 1767227000000);
