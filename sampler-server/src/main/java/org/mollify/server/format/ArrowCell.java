package org.mollify.server.format;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.apache.arrow.vector.BaseIntVector;
import org.apache.arrow.vector.BitVector;
import org.apache.arrow.vector.FieldVector;
import org.apache.arrow.vector.FloatingPointVector;
import org.apache.arrow.vector.LargeVarCharVector;
import org.apache.arrow.vector.NullVector;
import org.apache.arrow.vector.UInt8Vector;
import org.apache.arrow.vector.VarCharVector;
import org.apache.arrow.vector.dictionary.Dictionary;
import org.apache.arrow.vector.types.pojo.DictionaryEncoding;

/** The values of one Arrow column, by row: numbers or text, or nothing. */
abstract class ArrowCell {
  private static final double TWO_TO_64 = 0x1p64;

  private final FieldVector vector;

  private ArrowCell(FieldVector vector) {
    this.vector = vector;
  }

  /**
   * Looks at a column.
   *
   * @param vector its values, or codes of a dictionary
   * @param dictionaries what the codes stand for
   * @throws org.mollify.server.problem.ProblemException when it holds neither numbers nor text
   */
  static ArrowCell of(FieldVector vector, Map<Long, Dictionary> dictionaries) {
    DictionaryEncoding encoding = vector.getField().getDictionary();
    if (encoding != null) {
      Dictionary dictionary = dictionaries.get(encoding.getId());
      if (dictionary == null || !(vector instanceof BaseIntVector codes)) {
        throw RowReader.malformed(
            "column \"" + vector.getName() + "\" names a dictionary that did not come");
      }
      return new Coded(codes, of(dictionary.getVector(), Map.of()), dictionary.getVector());
    }
    if (vector instanceof FloatingPointVector floats) {
      return new Numbers(vector, floats::getValueAsDouble);
    }
    if (vector instanceof UInt8Vector unsigned) {
      return new Numbers(vector, row -> unsigned(unsigned.get(row)));
    }
    if (vector instanceof BaseIntVector integers) {
      return new Numbers(vector, integers::getValueAsLong);
    }
    if (vector instanceof BitVector bits) {
      return new Numbers(vector, bits::get);
    }
    if (vector instanceof NullVector) {
      return new Numbers(vector, row -> Double.NaN);
    }
    if (vector instanceof VarCharVector || vector instanceof LargeVarCharVector) {
      return new Text(vector);
    }
    throw RowReader.rowProblem(
        "column \""
            + vector.getName()
            + "\" has the Arrow type "
            + vector.getField().getType()
            + "; expected floats, integers or text");
  }

  boolean isNull(int row) {
    return vector.isNull(row);
  }

  abstract boolean isText();

  abstract double number(int row);

  abstract String text(int row);

  private static double unsigned(long bits) {
    return bits >= 0 ? bits : bits + TWO_TO_64;
  }

  @FunctionalInterface
  private interface Number {
    double at(int row);
  }

  private static final class Numbers extends ArrowCell {
    private final Number number;

    Numbers(FieldVector vector, Number number) {
      super(vector);
      this.number = number;
    }

    @Override
    boolean isText() {
      return false;
    }

    @Override
    double number(int row) {
      return number.at(row);
    }

    @Override
    String text(int row) {
      throw new IllegalStateException("a column of numbers");
    }
  }

  private static final class Text extends ArrowCell {
    private final FieldVector vector;

    Text(FieldVector vector) {
      super(vector);
      this.vector = vector;
    }

    @Override
    boolean isText() {
      return true;
    }

    @Override
    double number(int row) {
      throw new IllegalStateException("a column of text");
    }

    /** The length is checked before an array of it is made. */
    @Override
    String text(int row) {
      boolean large = vector instanceof LargeVarCharVector;
      var offsets = vector.getOffsetBuffer();
      long start = large ? offsets.getLong(8L * row) : offsets.getInt(4L * row);
      long end = large ? offsets.getLong(8L * row + 8) : offsets.getInt(4L * row + 4);
      if (start < 0 || end < start || end > vector.getDataBuffer().capacity()) {
        throw new IndexOutOfBoundsException("text outside of its buffer");
      }
      byte[] text = new byte[(int) (end - start)];
      vector.getDataBuffer().getBytes(start, text);
      return new String(text, StandardCharsets.UTF_8);
    }
  }

  /** Codes of a dictionary. */
  private static final class Coded extends ArrowCell {
    private final BaseIntVector codes;
    private final ArrowCell values;
    private final FieldVector dictionary;

    Coded(BaseIntVector codes, ArrowCell values, FieldVector dictionary) {
      super((FieldVector) codes);
      this.codes = codes;
      this.values = values;
      this.dictionary = dictionary;
    }

    @Override
    boolean isNull(int row) {
      return super.isNull(row) || values.isNull(code(row));
    }

    @Override
    boolean isText() {
      return values.isText();
    }

    @Override
    double number(int row) {
      return values.number(code(row));
    }

    @Override
    String text(int row) {
      return values.text(code(row));
    }

    private int code(int row) {
      long code = codes.getValueAsLong(row);
      if (code < 0 || code >= dictionary.getValueCount()) {
        throw new IndexOutOfBoundsException("code " + code + " is not in the dictionary");
      }
      return (int) code;
    }
  }
}
