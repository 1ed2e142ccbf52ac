-- They belong to lyss_definer now, and only it may replace them.
drop function if exists purge_conversations(interval, integer);
drop function if exists delete_empty_conversations(interval, integer);
drop function if exists purge_if_due(jsonb);
drop function if exists delete_if_empty(jsonb);
