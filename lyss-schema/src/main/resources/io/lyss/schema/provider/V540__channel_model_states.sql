-- Nothing of LYSS reads this view. usable_channels() and explain_channel_access() answer what it did, and for what a
-- request needs.
drop view if exists channel_model_states;
