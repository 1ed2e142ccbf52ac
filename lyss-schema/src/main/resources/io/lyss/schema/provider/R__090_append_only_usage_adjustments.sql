-- A wrong correction is corrected by another one.
create or replace trigger refuse_change_of_usage_adjustments
  before update or delete on usage_adjustments
  for each row execute function refuse_change('usage_adjustments');

create or replace trigger refuse_truncate_of_usage_adjustments
  before truncate on usage_adjustments
  for each statement execute function refuse_change('usage_adjustments');
