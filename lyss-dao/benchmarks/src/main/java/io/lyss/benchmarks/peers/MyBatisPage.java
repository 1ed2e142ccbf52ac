package io.lyss.benchmarks.peers;

import io.lyss.benchmarks.figures.Call;
import java.util.List;
import java.util.UUID;
import javax.sql.DataSource;
import org.apache.ibatis.annotations.Param;
import org.apache.ibatis.annotations.Select;
import org.apache.ibatis.mapping.Environment;
import org.apache.ibatis.session.Configuration;
import org.apache.ibatis.session.SqlSession;
import org.apache.ibatis.session.SqlSessionFactory;
import org.apache.ibatis.session.SqlSessionFactoryBuilder;
import org.apache.ibatis.transaction.jdbc.JdbcTransactionFactory;

/** The page in MyBatis, mapped to objects by their properties. */
final class MyBatisPage implements Call {

  /** The mapper. */
  public interface Messages {
    @Select(
        "select "
            + Asked.COLUMNS
            + " from "
            + Asked.TABLE
            + " where tenant_id = #{tenant} and conversation_id = #{conversation}"
            + " and user_id = #{user} order by sequence desc limit #{limit}")
    List<MappedMessage> page(
        @Param("tenant") UUID tenant,
        @Param("conversation") UUID conversation,
        @Param("user") UUID user,
        @Param("limit") int limit);
  }

  private final SqlSessionFactory sessions;

  MyBatisPage(DataSource source) {
    Configuration configuration =
        new Configuration(new Environment("figures", new JdbcTransactionFactory(), source));
    configuration.setMapUnderscoreToCamelCase(true);
    configuration.addMapper(Messages.class);
    sessions = new SqlSessionFactoryBuilder().build(configuration);
  }

  @Override
  public void run(int n) {
    try (SqlSession session = sessions.openSession(true)) {
      Asked.complete(
          session
              .getMapper(Messages.class)
              .page(Asked.TENANT, Asked.conversation(n), Asked.user(n), Asked.ROWS));
    }
  }
}
