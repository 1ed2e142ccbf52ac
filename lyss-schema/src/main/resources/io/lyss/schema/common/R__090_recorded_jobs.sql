-- The audit log has each change of a job's settings, such as how long it keeps rows, or a hold, but not its
-- runs.
create or replace trigger record_change
  after insert or update of every, keep, keeps_all, hold or delete on jobs
  for each row
  execute function record_change(
    'id', '{name}', '{every,keep,keeps_all,hold}', '{name,started_at,took,done,error,succeeded_at,failures,due_at}');
