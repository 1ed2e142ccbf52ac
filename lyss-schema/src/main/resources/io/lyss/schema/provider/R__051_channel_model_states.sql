-- This file defines nothing any more: usable_channels() and explain_channel_access() answer what its view did. It stays,
-- because a host that has applied it would take its absence for a schema of another version.
select;
