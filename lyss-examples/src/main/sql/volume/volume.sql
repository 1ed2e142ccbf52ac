-- Fills a migrated, empty platform database with the volume of a large organisation, for DBAs and
-- benchmarks. At scale 1:
--
--      100,000 users                       5,000 organization and 15,000 personal providers
--    2,000,000 distributions           1,000,000 conversations
--   10,000,000 messages               10,000,000 usage rows        both over 36 monthly partitions
--
-- User 7 alone owns 20,000 conversations with 200,000 messages. Half of the conversations are in
-- English, half in Chinese; words follow Zipf's law in both.
--
--   psql -v scale=0.01 -f volume.sql "dbname=volume user=postgres"
--
--   scale    1 unless given; counts are proportional to it
--   schema   lyss_platform unless given
--   until    the day at whose beginning (UTC) the messages end; today unless given. The same scale
--            and day give the same rows, on the same version of PostgreSQL.
--
-- As a superuser, on PostgreSQL 16 or later, and best with 2 GB of shared_buffers and 16 GB of
-- max_wal_size. It is one transaction: whoever stops it leaves the database as it was.
--
-- Scale 1 takes 13 minutes of one core, nine of them for the messages and their words, which search
-- needs, and 6.5 GB; scale 0.01 takes 10 seconds. The indexes stay in place meanwhile: to drop them
-- and make them again was no faster at scale 1, and a twentieth at scale 0.3.
--
-- Another client than psql runs the numbered files in their order, after the settings that stand
-- below before the first of them.
\set ON_ERROR_STOP on
\if :{?scale} \else \set scale 1 \endif
\if :{?schema} \else \set schema lyss_platform \endif
\if :{?until} \else \set until today \endif
\set QUIET on
\pset tuples_only on
\pset footer off
-- how far into the transaction each step begins
\set step 'select to_char(clock_timestamp() - now(), ''HH24:MI:SS''), '

begin;
select set_config('volume.scale', :'scale', true) is null as "settings",
       set_config('volume.until', (:'until')::date::text, true) is null,
       set_config('search_path', :'schema', true) is null \g /dev/null

:step 'Partitions';
\ir 010_prepare.sql
:step 'Users, providers, distributions';
\ir 020_organization.sql
:step 'Words and sentences';
\ir 030_sentences.sql
:step 'Conversations';
\ir 040_conversations.sql
:step 'Messages';
\ir 050_messages.sql
:step 'Usage';
\ir 060_usage.sql
:step 'References: check';
\ir 070_check.sql
:step 'Commit';
commit;
\echo 'Vacuum, analyze, usage by day'

set search_path = :schema;
\ir 080_finish.sql

\pset tuples_only off
select table_name, partitions, live_tuples, pg_size_pretty(total_bytes) as size
from table_health
order by total_bytes desc;
