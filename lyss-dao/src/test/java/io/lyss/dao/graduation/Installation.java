package io.lyss.dao.graduation;

import io.lyss.dao.testing.FiveServices;
import io.lyss.schema.LyssDatabase;
import java.util.EnumMap;
import java.util.Map;
import java.util.function.UnaryOperator;
import javax.sql.DataSource;

/** The five services, and the data sources of each. */
final class Installation extends FiveServices {

  Map<LyssDatabase, DataSource> dataSources(UnaryOperator<DataSource> wrapped) {
    Map<LyssDatabase, DataSource> sources = new EnumMap<>(LyssDatabase.class);
    KINDS.forEach(service -> sources.put(service, wrapped.apply(database.database().dataSource())));
    return sources;
  }
}
