-- The audit log has each change of a price.
create or replace trigger record_change
  after insert or update or delete on model_prices
  for each row
  execute function record_change(
    'id', '{provider_type,model}', '{currency,unit_prices,effective_from,effective_to}', '{}');
