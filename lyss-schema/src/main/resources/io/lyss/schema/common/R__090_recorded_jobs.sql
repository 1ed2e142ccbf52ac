-- What is set of a job, such as how long it keeps and a legal hold, is in the audit log; that it has run is
-- not.
create or replace trigger record_change
  after insert or update of every, keep, keeps_all, hold or delete on jobs
  for each row
  execute function record_change(
    'id', '{name}', '{every,keep,keeps_all,hold}', '{name,started_at,took,done,error,succeeded_at,failures,due_at}');
