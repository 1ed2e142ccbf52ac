-- serves: forget_seals(), which asks for the last seal of a dropped month; of all seals few are of that kind.
create index audit_seals_number_idx on audit_seals (number) where dropped;
