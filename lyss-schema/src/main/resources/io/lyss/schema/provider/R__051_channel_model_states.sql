-- Nothing any more: usable_channels() and explain_channel_access() answer what this view did. A host that has applied
-- this file would take one that is not there for a schema of another version.
select;
