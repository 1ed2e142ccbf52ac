-- The audit log has that a hold was set or ended. Its reason is in the hold only, because it may name a person.
create or replace trigger record_change
  after insert or update or delete on legal_holds
  for each row execute function record_change('subject_id', '{}', '{held_by}', '{held_at}');
