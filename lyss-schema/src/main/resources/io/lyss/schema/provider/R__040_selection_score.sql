-- Weighted rendezvous hashing: of several channels the one with the highest score is chosen. A channel
-- wins a share of all seeds in proportion to its weight, and its score depends on no other channel: when
-- one comes or goes, only the seeds that it wins or won move.
--
-- uuid_hash_extended is what PostgreSQL partitions by hash with, so its values never change.
create or replace function selection_score(p_channel_id uuid, p_weight integer, p_seed bigint)
returns double precision
language sql immutable parallel safe
return ln(
    ((uuid_hash_extended(p_channel_id, p_seed) >> 11 & 9007199254740991)::double precision
      + 0.5::double precision)
    / 9007199254740992::double precision
  ) / p_weight;

comment on function selection_score(uuid, integer, bigint) is
  'Internal: The score of a channel for a seed; the highest is chosen.';
