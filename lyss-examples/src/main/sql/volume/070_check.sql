-- What the foreign keys would have said row by row.
do $$
begin
  if exists (
    select from provider_distributions as d
    left join provider_configs as p on p.id = d.provider_id and p.scope = d.scope
    left join users as u on u.id = d.user_id
    left join users as b on b.id = d.distributed_by
    where p.id is null or u.id is null or b.id is null
  ) or exists (
    select from provider_configs as p left join users as u on u.id = p.created_by
    where u.id is null
  ) or exists (
    select from conversations as c
    left join users as u on u.id = c.user_id
    left join provider_configs as p on p.id = c.provider_id
    where u.id is null or p.id is null
  ) or exists (
    select from messages as m
    left join conversations as c on c.id = m.conversation_id and c.user_id = m.user_id
    where c.id is null
  ) or exists (
    select from usage_statistics as s
    left join conversations as c on c.id = s.conversation_id and c.user_id = s.user_id
    where s.conversation_id is not null and c.id is null
  ) or exists (
    select from usage_statistics as s
    left join users as u on u.id = s.user_id
    left join provider_configs as p on p.id = s.provider_id
    where u.id is null or p.id is null
  ) then
    raise exception 'a row refers to one that is not there: this script does not fit this schema';
  end if;
  if exists (select from messages_default) or exists (select from usage_statistics_default) then
    raise exception 'rows are in a default partition: create_monthly_partition missed their month';
  end if;
end
$$;
