-- Rows that have no counterpart in the service databases, or another form there: a row for each kind that
-- occurs.
create or replace function graduation_gaps() returns table (what text, rows bigint)
language sql stable
set search_path = ${schema}, pg_temp
as $$
  select g.what, g.rows
  from (
    select 'distributions that begin later: add their users to the group then', count(*) from provider_distributions
    where is_active and valid_from > statement_time()
    union all
    select 'distributions with an end: take their users out of the group then', count(*) from provider_distributions
    where is_active and valid_from <= statement_time() and valid_until > statement_time()
    union all
    select 'distributions that are over: they stay here', count(*) from provider_distributions
    where not is_active or valid_until <= statement_time()
    union all
    select 'conversations with metadata: it stays here', count(*) from conversations where metadata <> '{}'
    union all
    select 'conversations that were imported under a key: import them there under their new id', count(*)
    from conversations where idempotency_key is not null
    union all
    select 'messages without a text: a space stands for it', count(*) from messages where content = ''
    union all
    select 'requests without an id: they are given one, and a time to the millisecond', count(*)
    from usage_statistics where request_id is null
    union all
    select 'requests without a model: it is called unknown', count(*) from usage_statistics where model is null
    union all
    select 'requests with a cost and no currency: it is the organisation''s', count(*)
    from usage_statistics where cost is not null and currency is null
    union all
    select 'seals of the audit log: they stay here, with the original entries', count(*) from audit_seals
    union all
    select 'entries of the audit log about what is not copied: they have the old id', count(*) from audit_logs
    where resource_id is not null and graduated_id_kind(resource_type) is null
    union all
    select 'periods of access: they stay here', count(*) from access_periods
    union all
    select 'erasures: that somebody was erased stays on record here', count(*) from erasures
  ) as g (what, rows)
  where g.rows > 0
$$;

comment on function graduation_gaps() is
  'Internal: Which kinds of rows have no counterpart in the service databases or another form there, and how many rows these are.';
