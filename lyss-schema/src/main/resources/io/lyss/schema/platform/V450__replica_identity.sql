-- As V440 does for the roll-ups that PLATFORM and PROVIDER share.
alter table usage_of_providers replica identity full;
