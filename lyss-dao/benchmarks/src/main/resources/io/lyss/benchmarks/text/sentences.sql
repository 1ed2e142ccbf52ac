-- Sentences to make messages of, in a table of the session: the even ones in English, the odd ones in
-- Chinese. The next word is drawn by Zipf's law: the word of rank r with a weight of 1 / r.
set timezone = 'UTC';
set jit = off;
create temp table word as
select 0 as chinese, rank, word
from string_to_table(
  'the of and to in model data user question answer report code query table index test service server '
  'team customer order price market plan summary meeting project error message search result invoice '
  'schedule travel weather city school energy science history design recipe kitchen holiday letter',
  ' ') with ordinality as head (word, rank)
union all
select 1, rank, word
from string_to_table(
  '的 了 是 我们 在 和 有 不 这个 可以 请 什么 如何 一个 没有 时间 问题 数据 模型 用户 分析 天气 北京 上海 工作 公司 '
  '项目 报告 会议 代码 查询 索引 测试 服务 团队 客户 订单 价格 市场 计划 总结 错误 消息 搜索 结果 发票 日程',
  ' ') with ordinality as head (word, rank)
union all
select 0, r, 'wo' || substr(translate(md5(r::text), '0123456789', 'ghijklmnop'), 1, 4 + r % 5)
from generate_series(60, 20000) as r
union all
select 1, r, chr(19968 + r * 7919 % 3000) || chr(19968 + r / 7 * 31 % 3000)
from generate_series(60, 20000) as r;

create temp table sentence as
select
  d.id,
  string_agg(w.word, case when d.chinese = 0 then ' ' else '' end order by d.place)
    || case when d.chinese = 0 then '. ' else '。' end as content
from (
  select
    s as id,
    s % 2 as chinese,
    k as place,
    floor(exp(random() * ln(20001)))::integer as rank
  from generate_series(0, 19999) as s, generate_series(1, 8 + s % 7) as k
) as d
join word as w using (chinese, rank)
group by d.id, d.chinese;
create unique index on sentence (id);
analyze sentence;

-- Two sentences that message n of anybody is made of.
create temp table said as
select n, a.content || b.content as content
from generate_series(0, 9999) as n
join sentence as a on a.id = n * 2 + n % 2
join sentence as b on b.id = (n * 7919 % 10000) * 2 + n % 2;
create unique index on said (n);
analyze said;

-- Who has how many conversations of how many messages: the first has many, the second ten messages.
create temp table owner as
select
  u,
  case u when 1 then current_setting('figures.heavy')::integer when 2 then 1 else 40 end as conversations,
  case u when 1 then 20 when 2 then 10 else 60 end as messages
from generate_series(1, 2 + (100 * current_setting('figures.scale')::numeric)::integer) as u;

-- When the conversation c of a user with n began: evenly over all months, the last one a day ago.
create function pg_temp.began(c integer, n integer) returns timestamptz
language sql stable
return case
  when current_setting('figures.months')::integer = 1
    then date_trunc('month', now()) - interval '28 days' * ((n - c + 0.1) / (n + 1))
  else now() - interval '1 day' - interval '37 months' * ((n - c) / n::numeric)
end;

create temp table conversation as
select
  (u * 100000 + c) as id, u, messages, pg_temp.began(c, conversations) as began
from owner, generate_series(1, conversations) as c;

-- One that goes on for as long as there are months, three messages in each.
create temp table line as
select
  c.id, c.u, i as sequence, c.id * 100 + i as n, c.began + i * interval '90 seconds' as at
from conversation as c, generate_series(1, c.messages) as i
union all
select 90000000, 3, i, 90000000 + i, pg_temp.began(i, 111) from generate_series(1, 111) as i;
insert into conversation
select 90000000, 3, 111, min(at) from line where id = 90000000;

create function pg_temp.uuid_of(n bigint) returns uuid
language sql immutable
return ('00000000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid;

-- The indexes of words are made when all is there: row by row takes many times as long.
create temp table word_index as
select c.relname as name, replace(pg_get_indexdef(c.oid), ' ONLY ', ' ') as definition
from pg_class as c
join pg_am as a on a.oid = c.relam
join pg_namespace as n on n.oid = c.relnamespace
where n.nspname = current_schema() and a.amname = 'gin' and c.relispartition = false;
do $$
declare
  v_name text;
begin
  for v_name in select name from word_index loop
    execute format('drop index %I', v_name);
  end loop;
end
$$;
set session_replication_role = replica;
