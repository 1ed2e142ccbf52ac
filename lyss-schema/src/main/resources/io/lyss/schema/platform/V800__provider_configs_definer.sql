-- lyss_definer could read each column of provider_configs by a right of its own. It reads all of them, and
-- R__009_lyss_definer.sql grants the table as a whole, which is checked faster.
revoke select on provider_configs from lyss_definer;
