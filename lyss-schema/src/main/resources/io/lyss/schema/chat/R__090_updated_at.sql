-- A trigger sets updated_at, so that no statement can forget it. A message does not count as a change of its
-- conversation: last_active_at has its time.
create or replace trigger update_conversations_updated_at
  before update of title, model_name, provider_channel_id, system_prompt, temperature, max_tokens,
    status, expires_at
  on conversations
  for each row execute function update_updated_at_column();

create or replace trigger update_message_ratings_updated_at
  before update on message_ratings
  for each row execute function update_updated_at_column();
