-- A page finds the months to read by the times of its messages, so the times have to ascend. A time in the
-- future would make later messages wait for the clock. The limit of ten years bounds how many months, each a
-- partition, an import can fill.
create or replace function require_time_of_import(
  p_message_id uuid, p_created_at timestamptz, p_before timestamptz, p_constraint text
)
returns void
language plpgsql stable
as $$
begin
  if p_created_at is null or p_created_at < ${schema}.statement_time() - interval '10 years' then
    raise exception 'message % was written at %: it takes a time of the last ten years',
      p_message_id, coalesce(p_created_at::text, 'no time')
      using errcode = 'check_violation', constraint = p_constraint;
  elsif p_created_at > ${schema}.statement_time() then
    raise exception 'message % was written at %, which is still to come', p_message_id, p_created_at
      using errcode = 'check_violation', constraint = p_constraint;
  elsif p_created_at < p_before then
    raise exception
      'message % was written at %, before what stands before it (%): give it that time, or sort them',
      p_message_id, p_created_at, p_before
      using errcode = 'check_violation', constraint = p_constraint;
  end if;
end
$$;

comment on function require_time_of_import(uuid, timestamptz, timestamptz, text) is
  'Internal: Refuses the time of an imported message that is in the future, older than ten years, or before that of the previous message.';
