-- Nobody ever changes a message. Messages are deleted only with their conversation, or with an expired
-- partition.
create or replace trigger refuse_change_of_messages
  before update on conversation_messages
  for each row execute function refuse_change('conversation_messages');
