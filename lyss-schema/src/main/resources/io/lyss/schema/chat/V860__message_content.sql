-- append_messages decides what says nothing, by has_content, as in PLATFORM: a text of white space says
-- nothing, too, and a message of attachments needs no text.
alter table conversation_messages
  drop constraint conversation_messages_content_role_tool_calls_check;

comment on column conversation_messages.content is
  'What is said; empty only from a tool, beside tool calls, or beside attachments, files or parts in metadata. The first 131,072 characters can be searched.';
comment on column conversation_messages.metadata is
  'What the application keeps with it, a JSON object: citations, parts, files, references to attachments.';
