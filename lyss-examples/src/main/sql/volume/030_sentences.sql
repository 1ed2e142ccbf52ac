-- A pool of sentences to make titles and messages of: 0 to 49,999 in English, 50,000 to 99,999 in
-- Chinese. Which word comes next is drawn by Zipf's law: the word of rank r with a weight of 1 / r.
create temp table volume_word (chinese integer, rank integer, word text) on commit drop;

-- The most frequent words as they are in either language, for English the stop words first. A tail
-- of made-up ones follows, 20,000 words in all.
insert into volume_word
select 0, rank, word
from string_to_table(
  'the of and to a in is it you that for on with as be this have from or by not but what all were we '
  'when your can there an each which do how their if will up other about out then them so some would '
  'make like into time has look two more write see no way could people my than first been who its now '
  'find long down day did get come made may part model data user question answer report code query '
  'table run running index test service server team customer order price market plan summary meeting '
  'project error message search result language translate document page file change deploy release '
  'memory latency request response token budget provider key access policy review draft contract '
  'invoice schedule travel training budget weather city school health energy science history design '
  'paint music garden recipe kitchen holiday family children story letter',
  ' ') with ordinality as head (word, rank)
union all
select 1, rank, word
from string_to_table(
  '的 了 是 我 我们 在 和 有 不 这 这个 你 也 就 都 要 会 可以 请 什么 怎么 如何 一个 没有 时间 '
  '问题 数据 模型 用户 分析 天气 北京 上海 工作 公司 项目 报告 会议 代码 查询 索引 测试 服务 '
  '团队 客户 订单 价格 市场 计划 总结 错误 消息 搜索 结果 语言 翻译 文档 文件 修改 部署 发布 '
  '内存 延迟 请求 回答 预算 密钥 权限 策略 审核 草稿 合同 发票 日程 旅行 培训 城市 学校 健康 '
  '能源 科学 历史 设计 音乐 花园 菜谱 厨房 假期 家庭 孩子 故事 信件 API SQL 数据库 服务器 '
  '人工智能 机器学习 天气预报 生产环境 性能 优化 学习 今天 明天 昨天 现在 以后 因为 所以 但是 '
  '如果 需要 希望 知道 觉得 帮助 使用 创建 删除 检查 比较',
  ' ') with ordinality as head (word, rank);

insert into volume_word
select
  0,
  r,
  syllable[1 + r % 40] || syllable[1 + r / 40 % 40] || syllable[1 + r / 1600 % 40]
    || (array['', 'n', 's', 'ted', 'ing', 'ly', 'tion'])[1 + r % 7]
from
  string_to_array(
    'ba be bo ca co cu da de di do fa fe fi ga go ha he hi ka ko la le li lo ma me mi mo na ne no pa pe '
    'ra re ri sa se ta vo', ' ') as syllable,
  generate_series((select count(*) from volume_word where chinese = 0) + 1, 20000) as r
union all
select
  1,
  r,
  substr(letters, (r * 7919 % char_length(letters))::integer + 1, 1)
    || substr(letters, (r / char_length(letters) * 31 % char_length(letters))::integer + 1, 1)
from
  (
    values (
      '人大中国上来到时地为子出年得里后自家而去之过学对生能成多天面方起同事进开部分定动现长看主'
      '前最者全力表理法名高机接实加电量总提信管度色意变化反记气物原报决建设由安位已先特石向利住'
      '几重新代真每想员业题形运海次本条件论路级或她他给声手把心系目水间产通社情交常展期应金见走'
      '议热空保干完步收群德命身资指观统九思政受证基月强极今放科打技料难布志色光门即至器流权角组'
      '治界持非南千写山川清众转更单风切标共据究争白风红'
    )
  ) as common (letters),
  generate_series((select count(*) from volume_word where chinese = 1) + 1, 20000) as r;

create temp table volume_sentence (id integer primary key, content text not null) on commit drop;

set seed to 0.2;
insert into volume_sentence
select
  d.sentence,
  case
    when d.chinese = 0 then upper(left(string_agg(w.word, ' ' order by d.place), 1))
      || substr(string_agg(w.word, ' ' order by d.place), 2) || '. '
    else string_agg(w.word, case when d.place = 5 then '，' else '' end order by d.place) || '。'
  end
from (
  select
    s as sentence,
    s / 50000 as chinese,
    k as place,
    floor(exp(random() * ln(20001)))::integer as rank
  from generate_series(0, 99999) as s, generate_series(1, 6 + s % 9) as k
) as d
join volume_word as w using (chinese, rank)
group by d.sentence, d.chinese;

analyze volume_sentence;
