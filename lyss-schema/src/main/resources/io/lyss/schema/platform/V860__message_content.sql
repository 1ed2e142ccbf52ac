comment on column messages.content is
  'What is said; empty only beside attachments, files, parts or tool calls in metadata. The first 131,072 characters can be searched.';
comment on column messages.metadata is
  'What the application keeps with it, a JSON object: citations, parts, files, references to attachments.';
