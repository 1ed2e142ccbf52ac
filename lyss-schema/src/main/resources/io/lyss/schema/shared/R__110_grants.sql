-- What each role may touch at all; the policies say which rows. Everything is taken away first, so
-- that this file is the whole truth.
do $$ begin perform revoke_all_grants(); perform grant_common(); end $$;
