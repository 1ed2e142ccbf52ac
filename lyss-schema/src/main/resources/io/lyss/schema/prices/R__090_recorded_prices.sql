-- What is changed of a price is in the audit log.
create or replace trigger record_change
  after insert or update or delete on model_prices
  for each row
  execute function record_change(
    'id', '{provider_type,model}', '{currency,unit_prices,effective_from,effective_to}', '{}');
