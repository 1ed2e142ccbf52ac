-- What lyss_definer may do with jobs: everything but delete them. No other role may touch them.
grant select (name, every, keep, keeps_all, hold, started_at, took, done, error, succeeded_at, failures, due_at),
  insert (name, every, keep, keeps_all, hold, started_at, took, done, error, succeeded_at, failures, due_at),
  update (every, keep, keeps_all, hold, started_at, took, done, error, succeeded_at, failures, due_at)
  on jobs to lyss_definer;

drop policy if exists jobs_definer_select on jobs;
create policy jobs_definer_select on jobs for select to lyss_definer using (true);

drop policy if exists jobs_definer_insert on jobs;
create policy jobs_definer_insert on jobs for insert to lyss_definer with check (true);

drop policy if exists jobs_definer_update on jobs;
create policy jobs_definer_update on jobs for update to lyss_definer
  using (true) with check (true);
