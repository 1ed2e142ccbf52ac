-- That a job of retention keeps all, for ever, also where it drops something by default. An interval "infinity" is there
-- from PostgreSQL 17 on alone. Null where it does not: so the first run of a job, which adds a row, changes no setting.
alter table jobs
  add column keeps_all boolean,
  add constraint jobs_keeps_all_check check (keeps_all),
  add constraint jobs_keep_keeps_all_check check (keep is null or keeps_all is null);

comment on column jobs.keeps_all is 'True where it keeps all; null for as long as keep says.';
