package io.lyss.dao.provider;

import static io.lyss.dao.provider.jooq.Tables.CHANNEL_STATES;
import static io.lyss.dao.provider.jooq.Tables.PROVIDER_CHANNELS;

import io.lyss.dao.internal.RowType;
import io.lyss.dao.internal.RowTypeBuilder;
import io.lyss.dao.internal.Sql;

/** The columns of a channel, as it is read and as it is given. */
final class ChannelRows {

  static final RowType<Models> MODELS =
      RowType.builder(Models.class, CHANNEL_STATES)
          .column("names", CHANNEL_STATES.MODELS)
          .expression("names", table -> ModelColumns.names(Sql.in(table, CHANNEL_STATES.MODELS)))
          .column("mapping", CHANNEL_STATES.MODEL_MAPPING)
          .expression(
              "mapping", table -> ModelColumns.mapping(Sql.in(table, CHANNEL_STATES.MODEL_MAPPING)))
          .build();

  static final RowType<NewChannel.Share> SHARE = RowType.of(NewChannel.Share.class, CHANNEL_STATES);

  static final RowType<Limits> LIMITS =
      RowType.builder(Limits.class, CHANNEL_STATES).column("limit", CHANNEL_STATES.QUOTA).build();

  private static <T extends Record> RowTypeBuilder<T> row(Class<T> type) {
    return RowType.builder(type, CHANNEL_STATES)
        .column("typeId", CHANNEL_STATES.TYPE)
        .row("models", MODELS)
        .row("limits", LIMITS);
  }

  static final RowType<Channel> ROW =
      row(Channel.class)
          .column("scope", CHANNEL_STATES.CONFIG_SCOPE)
          .converted("status", Integer.class, ChannelStatus::of, ChannelStatus::code)
          .build();

  static final RowType<NewChannel> NEW =
      row(NewChannel.class).column("key", PROVIDER_CHANNELS.KEY).build();

  private ChannelRows() {}
}
