-- After every migration, also one that found nothing to do: the partitions of the months ahead.
select create_monthly_partitions();
