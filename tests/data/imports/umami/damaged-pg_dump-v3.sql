--
-- PostgreSQL database dump
--

\restrict r1MHe81tTehB8Ne263Xti5gSLhGSB1lQxLhmq8WGTbdj0qiPrmx5u35JJH9GB63

-- Dumped from database version 15.18 (Debian 15.18-0+deb12u1)
-- Dumped by pg_dump version 15.18 (Debian 15.18-0+deb12u1)

SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;

--
-- Data for Name: website_event; Type: TABLE DATA; Schema: public; Owner: -
--

COPY public.website_event (event_id, website_id, session_id, created_at, url_path, url_query, referrer_path, referrer_query, referrer_domain, page_title, event_type, event_name, visit_id, tag, fbclid, gclid, li_fat_id, msclkid, ttclid, twclid, utm_campaign, utm_content, utm_medium, utm_source, utm_term, hostname, cls, fcp, inp, lcp, ttfb) FROM stdin;
5b31ee60-8727-5de9-9d0a-a0ee661a2fa9	746f4b90-23d9-561a-8215-09fd380eccee	56f7769c-0536-55b3-8f47-ca4725711bb3	2026-03-27 09:15:02+00	/	\N	/	\N	google.com	Shop	1	\N	cce88723-c5a5-50e7-b672-92ad671d9239	\N	\N	\N	\N	\N	\N	\N	\N	\N	\N	\N	\N	shop.example	0.0123	812.0	\N	1440.5	95.1
1163b979-61f6-57a6-91c4-fc16e990d2ce	746f4b90-23d9-561a-8215-09fd380eccee	56f7769c-0536-55b3-8f47-ca4725711bb3	2026-03-27 09:15:40+00	/preise	\N	/	\N	shop.example	Preise – für Gäste	1	\N	cce88723-c5a5-50e7-b672-92ad671d9239	\N	\N	\N	\N	\N	\N	\N	\N	\N	\N	\N	\N	shop.example	\N	\N	\N
917f4860-9808-580e-9ecb-a012e9f8a21d	746f4b90-23d9-561a-8215-09fd380eccee	56f7769c-0536-55b3-8f47-ca4725711bb3	2026-13-03-27 09:17:05+00	/preise	\N	/	\N	shop.example	Preise – für Gäste	2	signup	cce88723-c5a5-50e7-b672-92ad671d9239	\N	\N	\N	\N	\N	\N	\N	\N	\N	\N	\N	\N	shop.example	\N	\N	\N	\N	\N
not-a-uuid6d9-5a22-9fd1-7d19a3f5aca2	746f4b90-23d9-561a-8215-09fd380eccee	c675afd3-b277-5b2e-a14c-ca6dfb048973	2026-03-27 09:20:00+00	/blog/hello	utm_source=newsletter&utm_medium=email&utm_campaign=spring	\N	\N	\N	Hello	1	\N	d6a47390-a28d-5927-8e87-a1971258e5a9	\N	\N	\N	\N	\N	\N	\N	spring	\N	email	newsletter	\N	shop.example	\N	\N	\N	\N	\N
7a35420c-47b2-5cb9-b20b-550473cad243	746f4b90-23d9-561a-8215-09fd380eccee	c675afd3-b277-5b2e-a14c-ca6dfb048973	2026-03-27 09:21:30+00	/blog/hello	\N	\N	\N	\N	@140000 x@	1	\N	d6a47390-a28d-5927-8e87-a1971258e5a9	\N	\N	\N	\N	\N	\N	\N	\N	\N	\N	\N	\N	shop.example	\N	\N	\N	\N	\N
4638089d-448e-5155-82d9-829072f83539	746f4b90-23d9-561a-8215-09fd380eccee	f782ebed-5376-5e67-8ead-e3890b92d55e	2026-03-27 10:05:00+00	/	\N	/item	id=1	news.ycombinator.com	tab\there, newline\nhere, back\\slash, octal \101, hex \x42	1	\N	6648b6d7-baa8-5ae3-a6b8-c5143d90530f	\N	\N	\N	\N	\N	\N	\N	\N	\N	\N	\N	\N	shop.example	\N	\N	\N	\N	\N
e2d2e93e-5cfc-56ff-97ee-5d7cf20ae2b6	746f4b90-23d9-561a-8215-09fd380eccee	f782ebed-5376-5e67-8ead-e3890b92d55e	2026-03-27 10:05:30+00	/download/	\N	/	\N	shop.example	Download	1	\N	6648b6d7-baa8-5ae3-a6b8-c5143d90530f	\N	\N	\N	\N	\N	\N	\N	\N	\N	\N	\N	\N	shop.example	\N	\N	\N	\N	\N
fb80cba0-8931-5aa7-9687-8b640d0e555e	746f4b90-23d9-561a-8215-09fd380eccee	f782ebed-5376-5e67-8ead-e3890b92d55e	2026-03-27 10:05:45+00	/download/	\N	/	\N	shop.example	Download	2	File Download	6648b6d7-baa8-5ae3-a6b8-c5143d90530f	\N	\N	\N	\N	\N	\N	\N	\N	\N	\N	\N	\N	shop.example	\N	\N	\N	\N	\N
861fc731-15eb-50bd-b2bc-77b8598eb95c	746f4b90-23d9-561a-8215-09fd380eccee	8bf735ac-030b-5923-afa3-d1d6aea7d348	2026-03-27 22:50:00+00	/	\N	/	\N	duckduckgo.com	Shop	1	\N	42219650-8748-521e-8554-622802d30f73	\N	\N	\N	\N	\N	\N	\N	\N	\N	\N	\N	\N	shop.example	\N	\N	\N	\N	\N
54971397-feae-5ffa-a7dc-cfe152d8657f	746f4b90-23d9-561a-8215-09fd380eccee	8bf735ac-030b-5923-afa3-d1d6aea7d348	2026-03-27 23:10:00+00	/faq	\N	/	\N	shop.example	FAQ	1	\N	42219650-8748-521e-8554-622802d30f73	\N	\N	\N	\N	\N	\N	\N	\N	\N	\N	\N	\N	shop.example	\N	\N	\N	\N	\N
662772a6-40ef-5138-b723-a1cad27a4ac6	746f4b90-23d9-561a-8215-09fd380eccee	c0506d2b-57b5-58c6-96c7-287776eb41a4	2026-03-28 00:30:00+00	/ja/料金	\N	\N	\N	\N	料金	1	\N	e0ef7e3a-bd6e-5a00-bf39-63537db34b15	\N	\N	\N	\N	\N	\N	\N	\N	\N	\N	\N	\N	shop.example	\N	\N	\N	\N	\N
070529d6-b0d8-562c-abe9-10d3ecd2a959	746f4b90-23d9-561a-8215