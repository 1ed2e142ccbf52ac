create or replace view unpriced_usage with (security_invoker = true) as
select s.id, s.user_id, s.provider_id, s.model, s.counts, s.recorded_at
from usage_statistics as s
where s.cost is null
  and not exists (select from usage_adjustments as a where a.usage_id = s.id);

grant select on unpriced_usage to lyss_definer;

comment on view unpriced_usage is
  'Requests without a price, neither their own nor a correction''s.';
