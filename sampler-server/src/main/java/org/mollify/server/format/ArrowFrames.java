package org.mollify.server.format;

import com.google.flatbuffers.Table;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.arrow.flatbuf.DictionaryBatch;
import org.apache.arrow.flatbuf.Field;
import org.apache.arrow.flatbuf.KeyValue;
import org.apache.arrow.flatbuf.Message;
import org.apache.arrow.flatbuf.MessageHeader;
import org.apache.arrow.flatbuf.RecordBatch;
import org.apache.arrow.flatbuf.Schema;
import org.apache.arrow.flatbuf.Type;

/**
 * Walks the messages of an Arrow IPC stream before the library reads them. The library trusts the
 * sizes in a stream: a few bytes could ask it for gibibytes, or for a schema that names itself as
 * its child without end. Here every size must lie inside the body, and a schema may be as deep as
 * is read.
 *
 * <p>A message is {@code 0xFFFFFFFF}, the size of its metadata (int32, little-endian), the metadata
 * (a flatbuffer, padded to 8 bytes) and its body; before format 0.15 the first word was left out.
 * Source: the Arrow columnar format, "Encapsulated message format".
 */
final class ArrowFrames {
  private static final int CONTINUATION = -1;

  /** A column, its list, and the values of the list. */
  private static final int MOST_DEPTH = 2;

  private static final int MOST_FIELDS = 100_000;

  /** Types of columns that {@link ArrowBody} reads. */
  private static final Set<Integer> READ =
      Set.of(
          (int) Type.Null,
          (int) Type.Int,
          (int) Type.FloatingPoint,
          (int) Type.Bool,
          (int) Type.Utf8,
          (int) Type.LargeUtf8,
          (int) Type.List,
          (int) Type.FixedSizeList);

  /** The library reads one inside the call that reads the last, until a batch comes. */
  private static final int MOST_DICTIONARIES = 2000;

  private final ByteBuffer data;
  private final ArrowLayout columns = new ArrowLayout();
  private final Map<Long, ArrowLayout> dictionaries = new HashMap<>();
  private int dictionariesInARow;
  private int fields;
  private long textLeft;

  private ArrowFrames(byte[] body) {
    this.data = ByteBuffer.wrap(body).order(ByteOrder.LITTLE_ENDIAN);
    this.textLeft = body.length;
  }

  /**
   * Checks a stream.
   *
   * @throws org.mollify.server.problem.ProblemException with status 400 when a size is wrong, or a
   *     compressed or nested stream comes that is not read
   */
  static void check(byte[] body) {
    try {
      new ArrowFrames(body).walk();
    } catch (IndexOutOfBoundsException | IllegalArgumentException | AssertionError e) {
      throw RowReader.malformed("the metadata of the Arrow stream is damaged");
    }
  }

  private void walk() {
    if (!data.hasRemaining()) {
      throw RowReader.malformed("the body is empty; expected an Arrow IPC stream");
    }
    boolean first = true;
    while (data.hasRemaining()) {
      int size = size();
      if (size == 0) {
        return;
      }
      if (size < 0 || size > data.remaining()) {
        throw first ? notArrow() : cut();
      }
      ByteBuffer metadata = data.slice(data.position(), size).order(ByteOrder.LITTLE_ENDIAN);
      data.position(data.position() + size);
      Message message = Message.getRootAsMessage(metadata);
      if (first != (message.headerType() == MessageHeader.Schema)) {
        throw first ? notArrow() : RowReader.malformed("the Arrow stream has a second schema");
      }
      first = false;
      if (message.bodyLength() < 0 || message.bodyLength() > data.remaining()) {
        throw cut();
      }
      header(message);
      data.position(data.position() + (int) message.bodyLength());
    }
  }

  private int size() {
    if (data.remaining() < Integer.BYTES) {
      throw cut();
    }
    int size = data.getInt();
    if (size != CONTINUATION) {
      return size;
    }
    if (data.remaining() < Integer.BYTES) {
      throw cut();
    }
    return data.getInt();
  }

  private void header(Message message) {
    switch (message.headerType()) {
      case MessageHeader.Schema -> {
        Schema schema = (Schema) present(message.header(new Schema()));
        for (int i = 0; i < schema.customMetadataLength(); i++) {
          spend(schema.customMetadata(i));
        }
        for (int i = 0; i < schema.fieldsLength(); i++) {
          walk(schema.fields(i), 1);
          columns.add(schema.fields(i));
        }
        if (message.bodyLength() != 0) {
          throw RowReader.malformed(
              "the schema of the Arrow stream has "
                  + message.bodyLength()
                  + " bytes behind it; expected none");
        }
      }
      case MessageHeader.DictionaryBatch -> {
        DictionaryBatch batch = (DictionaryBatch) present(message.header(new DictionaryBatch()));
        if (batch.data() == null) {
          throw RowReader.malformed("the Arrow stream has a dictionary without values");
        }
        ArrowLayout values = dictionaries.get(batch.id());
        if (values == null) {
          throw RowReader.malformed(
              "the Arrow stream has a dictionary "
                  + batch.id()
                  + " that no column of its schema names");
        }
        dictionariesInARow++;
        if (dictionariesInARow > MOST_DICTIONARIES) {
          throw RowReader.malformed(
              "the Arrow stream has more than "
                  + MOST_DICTIONARIES
                  + " dictionaries in a row; put each label into one dictionary of its column, or send labels as text");
        }
        batch(batch.data(), message.bodyLength(), values);
      }
      case MessageHeader.RecordBatch -> {
        dictionariesInARow = 0;
        RecordBatch batch = (RecordBatch) present(message.header(new RecordBatch()));
        batch(batch, message.bodyLength(), columns);
      }
      default ->
          throw RowReader.malformed(
              "the Arrow stream has a message of type "
                  + message.headerType()
                  + "; expected a schema, dictionaries and record batches");
    }
  }

  /** The table that a message announces by its type, which may be left out. */
  private static Table present(Table header) {
    if (header == null) {
      throw RowReader.malformed("the Arrow stream has a message without its header");
    }
    return header;
  }

  private void walk(Field field, int depth) {
    fields++;
    if (!READ.contains((int) field.typeType())) {
      throw RowReader.rowProblem(
          "the Arrow schema has a column of type "
              + Type.name(field.typeType())
              + "; expected floats, integers or text, or one column of lists of numbers");
    }
    spend(field.nameAsByteBuffer());
    for (int i = 0; i < field.customMetadataLength(); i++) {
      spend(field.customMetadata(i));
    }
    if (depth > MOST_DEPTH || fields > MOST_FIELDS) {
      throw RowReader.rowProblem(
          "the Arrow schema is nested; expected columns of numbers or text, or one of lists of"
              + " numbers");
    }
    for (int i = 0; i < field.childrenLength(); i++) {
      walk(field.children(i), depth + 1);
    }
    if (field.dictionary() != null) {
      dictionaries.computeIfAbsent(
          field.dictionary().id(),
          id -> {
            ArrowLayout values = new ArrowLayout();
            values.addValues(field);
            return values;
          });
    }
  }

  private static void batch(RecordBatch batch, long bodyLength, ArrowLayout layout) {
    if (batch.compression() != null) {
      throw RowReader.malformed("the Arrow stream is compressed; write it without compression");
    }
    if (batch.length() < 0 || batch.length() > Integer.MAX_VALUE) {
      throw RowReader.malformed(
          "the Arrow stream has a batch of "
              + batch.length()
              + " rows in "
              + bodyLength
              + " bytes");
    }
    for (int i = 0; i < batch.buffersLength(); i++) {
      long offset = batch.buffers(i).offset();
      long length = batch.buffers(i).length();
      if (offset < 0 || length < 0 || offset > bodyLength || length > bodyLength - offset) {
        throw cut();
      }
    }
    layout.check(batch);
  }

  private void spend(KeyValue entry) {
    spend(entry.keyAsByteBuffer());
    spend(entry.valueAsByteBuffer());
  }

  /** Names may share their bytes, but together they may be no longer than the body. */
  private void spend(ByteBuffer text) {
    textLeft -= 1 + (text == null ? 0 : text.remaining());
    if (textLeft < 0) {
      throw RowReader.malformed("the metadata of the Arrow stream is larger than the stream");
    }
  }

  private static RuntimeException notArrow() {
    return RowReader.malformed(
        "the body is not an Arrow IPC stream: it does not begin with a schema");
  }

  private static RuntimeException cut() {
    return RowReader.malformed(
        "the Arrow stream is cut short: a size in it goes beyond the end of the body");
  }
}
