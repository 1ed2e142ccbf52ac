package io.lyss.jackson;

import io.lyss.dao.Cursor;
import io.lyss.dao.Json;
import java.io.StringWriter;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.JsonParser;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;
import tools.jackson.databind.DeserializationContext;
import tools.jackson.databind.SerializationContext;
import tools.jackson.databind.deser.std.StdDeserializer;
import tools.jackson.databind.module.SimpleModule;
import tools.jackson.databind.ser.std.StdSerializer;

/** For Jackson 3. */
public final class LyssJacksonModule extends SimpleModule {

  private static final long serialVersionUID = 1L;
  private static final JsonFactory JSON = new JsonFactory();

  /** A module for a mapper of Jackson 3, which is given it by {@code addModule} or finds it. */
  public LyssJacksonModule() {
    super("lyss");
    addSerializer(Json.class, new JsonWriter());
    addDeserializer(Json.class, new JsonReader());
    addSerializer(Cursor.class, new CursorWriter());
    addDeserializer(Cursor.class, new CursorReader());
  }

  // Token by token in both directions, as in LyssJackson2Module.
  private static final class JsonWriter extends StdSerializer<Json> {

    JsonWriter() {
      super(Json.class);
    }

    @Override
    public void serialize(Json json, JsonGenerator out, SerializationContext context) {
      try (JsonParser in = JSON.createParser(ObjectReadContext.empty(), json.text())) {
        in.nextToken();
        out.copyCurrentStructureExact(in);
        if (in.nextToken() != null) {
          context.reportMappingProblem("There is more than one JSON value in a Json");
        }
      }
    }
  }

  private static final class JsonReader extends StdDeserializer<Json> {

    JsonReader() {
      super(Json.class);
    }

    @Override
    public Json deserialize(JsonParser in, DeserializationContext context) {
      StringWriter text = new StringWriter();
      try (JsonGenerator copy = JSON.createGenerator(ObjectWriteContext.empty(), text)) {
        copy.copyCurrentStructureExact(in);
      }
      return new Json(text.toString());
    }
  }

  private static final class CursorWriter extends StdSerializer<Cursor> {

    CursorWriter() {
      super(Cursor.class);
    }

    @Override
    public void serialize(Cursor cursor, JsonGenerator out, SerializationContext context) {
      out.writeString(cursor.token());
    }
  }

  private static final class CursorReader extends StdDeserializer<Cursor> {

    CursorReader() {
      super(Cursor.class);
    }

    @Override
    public Cursor deserialize(JsonParser in, DeserializationContext context) {
      String token = in.getValueAsString();
      try {
        return Cursor.parse(String.valueOf(token));
      } catch (IllegalArgumentException e) {
        return (Cursor) context.handleWeirdStringValue(Cursor.class, token, "%s", e.getMessage());
      }
    }
  }
}
