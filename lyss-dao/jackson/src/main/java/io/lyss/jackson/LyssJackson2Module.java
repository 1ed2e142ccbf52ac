package io.lyss.jackson;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.StdSerializer;
import io.lyss.dao.Cursor;
import io.lyss.dao.Json;
import java.io.IOException;
import java.io.StringWriter;

/**
 * For Jackson 2.15 and later. Instants and optionals need Jackson's own modules {@code
 * jackson-datatype-jsr310} and {@code jackson-datatype-jdk8}.
 */
public final class LyssJackson2Module extends SimpleModule {

  private static final long serialVersionUID = 1L;
  private static final JsonFactory JSON = new JsonFactory();

  /**
   * A module for a mapper of Jackson 2, which is given it by {@code registerModule} or finds it.
   */
  public LyssJackson2Module() {
    super("lyss");
    addSerializer(Json.class, new JsonWriter());
    addDeserializer(Json.class, new JsonReader());
    addSerializer(Cursor.class, new CursorWriter());
    addDeserializer(Cursor.class, new CursorReader());
  }

  // Token by token in both directions. Raw text would not fit into a tree of nodes or into other
  // formats, and a tree of nodes has doubles for numbers, which cannot hold a jsonb's 1.10 and
  // 1e400.
  private static final class JsonWriter extends StdSerializer<Json> {

    private static final long serialVersionUID = 1L;

    JsonWriter() {
      super(Json.class);
    }

    @Override
    public void serialize(Json json, JsonGenerator out, SerializerProvider context)
        throws IOException {
      try (JsonParser in = JSON.createParser(json.text())) {
        if (in.nextToken() == null) {
          context.reportMappingProblem("There is no JSON value in a Json");
        }
        copy(in, out);
        if (in.nextToken() != null) {
          context.reportMappingProblem("There is more than one JSON value in a Json");
        }
      }
    }
  }

  private static final class JsonReader extends StdDeserializer<Json> {

    private static final long serialVersionUID = 1L;

    JsonReader() {
      super(Json.class);
    }

    @Override
    public Json deserialize(JsonParser in, DeserializationContext context) throws IOException {
      StringWriter text = new StringWriter();
      try (JsonGenerator copy = JSON.createGenerator(text)) {
        copy(in, copy);
      }
      return new Json(text.toString());
    }
  }

  /** Copies the value at the parser's place, with its numbers as they are written. */
  private static void copy(JsonParser in, JsonGenerator out) throws IOException {
    int depth = 0;
    do {
      out.copyCurrentEventExact(in);
      if (in.currentToken().isStructStart()) {
        depth++;
      } else if (in.currentToken().isStructEnd()) {
        depth--;
      }
    } while (depth > 0 && in.nextToken() != null);
  }

  private static final class CursorWriter extends StdSerializer<Cursor> {

    private static final long serialVersionUID = 1L;

    CursorWriter() {
      super(Cursor.class);
    }

    @Override
    public void serialize(Cursor cursor, JsonGenerator out, SerializerProvider context)
        throws IOException {
      out.writeString(cursor.token());
    }
  }

  private static final class CursorReader extends StdDeserializer<Cursor> {

    private static final long serialVersionUID = 1L;

    CursorReader() {
      super(Cursor.class);
    }

    @Override
    public Cursor deserialize(JsonParser in, DeserializationContext context) throws IOException {
      String token = in.getValueAsString();
      try {
        return Cursor.parse(String.valueOf(token));
      } catch (IllegalArgumentException e) {
        return (Cursor) context.handleWeirdStringValue(Cursor.class, token, "%s", e.getMessage());
      }
    }
  }
}
