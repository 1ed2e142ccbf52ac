create or replace view unpriced_usage with (security_invoker = true) as
select
  r.tenant_id, r.id, r.user_id, r.channel_id, r.provider_type, r.model, r.counts, r.recorded_at
from usage_records as r
where r.cost is null
  and not exists (
    select 1 from usage_adjustments as a
    where a.tenant_id = r.tenant_id and a.usage_id = r.id
  );

grant select on unpriced_usage to lyss_definer;

comment on view unpriced_usage is
  'Requests without a price, neither their own nor a correction''s.';
