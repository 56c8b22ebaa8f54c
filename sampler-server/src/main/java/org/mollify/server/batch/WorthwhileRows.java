package org.mollify.server.batch;

/**
 * How many rows a run has to have before more of them make each no cheaper, found by {@link
 * SizeTrial trials}: single runs have twice the usual rows, or half of them. It begins with a
 * guess, and stays with what it has until trials leave no doubt.
 *
 * <p>Not thread-safe.
 */
final class WorthwhileRows {
  /** Twice the rows are worth while where each costs less than this. */
  private static final double GAIN = 0.97;

  /** Half of them are enough where each costs less than this. */
  private static final double LOSS = 1.015;

  private static final int GUESSED_MULTIPLES = 8;
  private static final int SHORTEST_REST = 256;

  /** Rest between series of trials, in runs for each run of the series. */
  private static final int REST = 16;

  /** So many runs in a row that take too long are no accident. */
  private static final int RUNS_TOO_LONG = 5;

  /** A run that has fewer rows than this part of what it may have says nothing about its size. */
  private static final double FULL = 0.75;

  private static final double UNKNOWN = Double.NaN;

  private final SizeTrial twice = new SizeTrial();
  private final SizeTrial half = new SizeTrial();
  private final int least;
  private final double longestNanos;
  private int rows;
  private boolean guessed = true;
  private int tooLong;

  /** The usual rows that the trials are about. */
  private int asked;

  private int trialRows;
  private boolean halfIsNext;

  /** Runs that went into trials and usual runs between them since the last rest. */
  private int asking;

  private int rest;
  private double before = UNKNOWN;
  private double trial = UNKNOWN;
  private SizeTrial tried;

  /**
   * A guess.
   *
   * @param least rows that all sizes are a multiple of
   * @param longestNanos how long a run may take, whatever it gains
   */
  WorthwhileRows(int least, double longestNanos) {
    this.least = least;
    this.longestNanos = longestNanos;
    this.rows = GUESSED_MULTIPLES * least;
  }

  /** Rows that are worth while. */
  int rows() {
    return rows;
  }

  /**
   * Makes the guess a better one.
   *
   * @param affordable rows that a run may have anyhow; the guess is for slower graphs
   * @param each what a row seems to cost, 0 where nothing is known
   */
  void guess(int affordable, double each) {
    if (affordable >= rows && rows > least) {
      change(least);
    } else if (guessed && rows * each > longestNanos) {
      rows = fitting(each);
    }
  }

  /** Rows of the next run, 0 for the usual ones. */
  int trialRows() {
    return trialRows;
  }

  /** Whether a run of so many rows, if it is the next, is a trial. */
  boolean isTrial(int count) {
    return trialRows > 0 && fills(count, trialRows);
  }

  /**
   * Learns from a run.
   *
   * @param count its rows
   * @param each what each of them cost, in nanoseconds
   * @param usual rows that a run may have usually, no less than are worth while
   * @param most rows that a run may have at most
   */
  void observe(int count, double each, int usual, int most) {
    if (isTrial(count)) {
      tried = trialRows > usual ? twice : half;
      trial = each;
      trialRows = 0;
    } else if (fills(count, usual)) {
      if (!fills(usual, asked) && !fills(asked, usual)) {
        change(rows);
        asked = usual;
      }
      if (tried != null) {
        tried.observe(before, trial, each);
        tried = null;
      }
      before = each;
      decide(usual, each);
      trialRows = nextTrial(usual, (int) Math.min(most, longestNanos / each));
    } else {
      trialRows = 0;
      tried = null;
      before = UNKNOWN;
    }
  }

  private void decide(int usual, double each) {
    tooLong = usual == rows && usual * each > longestNanos ? tooLong + 1 : 0;
    if (tooLong == RUNS_TOO_LONG) {
      change(fitting(each));
    } else if (twice.isBelow(GAIN)) {
      change(2 * usual);
    } else if (usual == rows && half.isBelow(LOSS)) {
      change(half(usual));
    }
  }

  private void change(int next) {
    rows = next;
    guessed = false;
    tooLong = 0;
    asking = 0;
    rest = 0;
    twice.forget();
    half.forget();
  }

  /** Trials follow each other until all is known that is asked; after a rest all is asked again. */
  private int nextTrial(int usual, int most) {
    boolean up = 2L * usual <= most;
    boolean down = usual == rows && usual > least;
    if (rest > 0 || !(up || down)) {
      rest = Math.max(0, rest - 1);
      return 0;
    }
    if ((!up || twice.isSettled(GAIN)) && (!down || half.isSettled(LOSS))) {
      int spent = asking;
      change(rows);
      rest = Math.max(SHORTEST_REST, REST * spent);
      return 0;
    }
    asking += 2;
    halfIsNext = down && (!up || !halfIsNext);
    return halfIsNext ? half(usual) : 2 * usual;
  }

  private int half(int count) {
    return Math.max(least, count / 2 / least * least);
  }

  private int fitting(double each) {
    return Math.max(least, (int) (longestNanos / each) / least * least);
  }

  private static boolean fills(int count, int size) {
    return count <= size && count > FULL * size;
  }
}
