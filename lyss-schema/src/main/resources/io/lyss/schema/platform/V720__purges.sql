-- They belong to lyss_definer now, and only it may replace them.
drop function if exists purge_conversations(interval, integer);
drop function if exists delete_empty_conversations(interval, integer);
drop function if exists purge_if_due(jsonb);
drop function if exists delete_if_empty(jsonb);

-- System work no longer calls them itself; they are made again without that right.
drop function if exists delete_each(jsonb[], regprocedure, regclass);
drop function if exists parted_table(regclass, jsonb[]);
drop function if exists refuse_kept(text, text);
