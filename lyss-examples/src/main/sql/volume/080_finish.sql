-- Statistics, the visibility map, and the usage by day that dashboards read.
vacuum analyze;

begin;
set local role lyss_definer;
set local work_mem = '256MB';
set local jit = off;
refresh materialized view mv_provider_usage_daily;
commit;

vacuum analyze mv_provider_usage_daily;
