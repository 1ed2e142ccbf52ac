-- Nobody ever changes a message. Messages are deleted: with their conversation, or with a partition
-- that has expired.
create or replace trigger refuse_change_of_messages
  before update on conversation_messages
  for each row execute function refuse_change('conversation_messages');
