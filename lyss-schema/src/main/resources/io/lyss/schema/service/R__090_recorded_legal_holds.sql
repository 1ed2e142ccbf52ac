-- That somebody is held, and is held no longer, is in the audit log. Why, the hold says: that may name a person.
create or replace trigger record_change
  after insert or update or delete on legal_holds
  for each row execute function record_change('subject_id', '{}', '{held_by}', '{held_at}');
