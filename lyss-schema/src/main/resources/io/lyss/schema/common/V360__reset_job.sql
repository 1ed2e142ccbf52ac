-- It takes what is to be as by default: reset_job(text, text).
drop function if exists reset_job(text);
