package io.lyss.benchmarks.peers;

import static org.jooq.impl.DSL.field;
import static org.jooq.impl.DSL.name;
import static org.jooq.impl.DSL.table;

import io.lyss.benchmarks.figures.Call;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.jooq.DSLContext;
import org.jooq.Field;
import org.jooq.SQLDialect;
import org.jooq.Table;
import org.jooq.impl.DSL;
import org.jooq.impl.SQLDataType;

/** The page in jOOQ: built at each call, and mapped to records. */
final class JooqPage implements Call {

  private static final Table<?> MESSAGES = table(name("lyss_chat", "conversation_messages"));
  private static final Field<UUID> TENANT_ID = field(name("tenant_id"), SQLDataType.UUID);
  private static final Field<UUID> CONVERSATION_ID =
      field(name("conversation_id"), SQLDataType.UUID);
  private static final Field<UUID> USER_ID = field(name("user_id"), SQLDataType.UUID);
  private static final Field<Long> SEQUENCE = field(name("sequence"), SQLDataType.BIGINT);
  private static final List<Field<?>> COLUMNS =
      List.of(
          TENANT_ID,
          field(name("id"), SQLDataType.UUID),
          CONVERSATION_ID,
          USER_ID,
          SEQUENCE,
          field(name("role"), SQLDataType.VARCHAR),
          field(name("content"), SQLDataType.CLOB),
          field(name("token_count"), SQLDataType.INTEGER),
          field(name("model_used"), SQLDataType.VARCHAR),
          field(name("response_time_ms"), SQLDataType.INTEGER),
          field(name("tool_calls"), SQLDataType.CLOB),
          field(name("tool_call_id"), SQLDataType.VARCHAR),
          field(name("finish_reason"), SQLDataType.VARCHAR),
          field(name("metadata"), SQLDataType.CLOB),
          field(name("imported_at"), SQLDataType.TIMESTAMPWITHTIMEZONE),
          field(name("created_at"), SQLDataType.TIMESTAMPWITHTIMEZONE));

  private final DSLContext jooq;

  JooqPage(DataSource source) {
    jooq = DSL.using(source, SQLDialect.POSTGRES);
  }

  @Override
  public void run(int n) {
    Asked.complete(
        jooq.select(COLUMNS)
            .from(MESSAGES)
            .where(TENANT_ID.eq(Asked.TENANT))
            .and(CONVERSATION_ID.eq(Asked.conversation(n)))
            .and(USER_ID.eq(Asked.user(n)))
            .orderBy(SEQUENCE.desc())
            .limit(Asked.ROWS)
            .fetchInto(Row.class));
  }
}
