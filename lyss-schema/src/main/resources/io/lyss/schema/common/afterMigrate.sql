-- After every migration, also one that found nothing to do: the partitions of the months ahead.
do $$ begin perform create_monthly_partitions(); end $$;
