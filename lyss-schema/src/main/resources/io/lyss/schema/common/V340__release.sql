-- The release after 0.1.0, in every database: some of its repeatable files differ everywhere. By this
-- number a host that still has 0.1.0 knows that the schema is that of a later one, and does not put its own files back.
select;
