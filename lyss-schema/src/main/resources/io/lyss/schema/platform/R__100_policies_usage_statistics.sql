-- Usage is seen by the user who caused it, and by administrators for organization providers.
--
-- A user records usage of a provider that they may use, or with which one of their conversations was opened:
-- access may end while an answer is being written, which has to be paid for all the same.
--
-- The stamp is the transaction's: with an older one a request would be in no roll-up. The time is one for which
-- usage is accepted, because each other month would need a partition.
drop policy if exists usage_statistics_select on usage_statistics;
create policy usage_statistics_select on usage_statistics for select to authenticated_users
  using (
    user_id = (select current_user_id())
    or (select current_user_is_admin()) and provider_id in (
      select p.id from provider_configs as p where p.scope = 'organization'
    )
  );

drop policy if exists usage_statistics_insert on usage_statistics;
create policy usage_statistics_insert on usage_statistics for insert to authenticated_users
  with check (
    user_id = (select current_user_id())
    and stamp = (select usage_stamp())
    and recorded_at >= (select statement_time() - interval '400 days')
    and recorded_at <= (select statement_time() + interval '1 hour')
    and (
      provider_id = any (
        array (
          select a.provider_id
          from provider_access as a
          where a.user_id = (select current_user_id())
        )
      )
      or exists (
        select
        from conversations as c
        where c.id = usage_statistics.conversation_id
          and c.user_id = (select current_user_id())
          and c.provider_id = usage_statistics.provider_id
      )
    )
  );

drop policy if exists usage_statistics_system_select on usage_statistics;
create policy usage_statistics_system_select on usage_statistics for select to lyss_system
  using ((select current_system_reason()) is not null);

drop policy if exists usage_statistics_system_insert on usage_statistics;
create policy usage_statistics_system_insert on usage_statistics for insert to lyss_system
  with check (
    (select current_system_reason()) is not null
    and stamp = (select usage_stamp())
    and recorded_at >= (select statement_time() - interval '10 years')
    and recorded_at <= (select statement_time() + interval '1 hour')
  );
