-- A trigger sets updated_at, so that no statement can forget it. A message does not count as a change of its
-- conversation: last_active_at has its time.
do $do$
begin
  execute format(
$trigger$
create or replace trigger update_conversations_updated_at
  before update of status, %s
  on conversations
  for each row execute function update_updated_at_column()
$trigger$,
    each_column('new_conversation', '%I'));
end
$do$;

create or replace trigger update_message_ratings_updated_at
  before update on message_ratings
  for each row execute function update_updated_at_column();
