package org.mollify.server.batch;

/**
 * How many rows a run of a slow graph has to have before more of them make each no cheaper, found
 * by {@link SizeTrial trials}: single runs have twice the rows, or half of them. It begins with a
 * guess, and stays with what it has until trials leave no doubt.
 *
 * <p>Not thread-safe.
 */
final class WorthwhileRows {
  /** Twice the rows are worth while where each costs less than this. */
  private static final double GAIN = 0.97;

  /** Half of them are enough where each costs less than this. */
  private static final double LOSS = 1.015;

  private static final int GUESS = 8;
  private static final int SHORTEST_REST = 256;

  /** Rest between series of trials, in runs for each run of the series. */
  private static final int REST = 16;

  /** So many runs in a row that take too long are no accident. */
  private static final int RUNS_TOO_LONG = 5;

  /** A run that has fewer rows than this part of what it may have says nothing about its size. */
  private static final double FULL = 0.75;

  private final SizeTrial twice = new SizeTrial();
  private final SizeTrial half = new SizeTrial();
  private final int least;
  private final int most;
  private final double longestNanos;
  private final int firstGuess;
  private int rows;
  private boolean guessed = true;
  private int tooLong;
  private int rest;

  /** Runs that went into trials, and usual ones between them, since the last rest. */
  private int asking;

  /** Size of a trial that the next run may be; 0 for none. */
  private int offered;

  private boolean halfIsNext;

  /** What the trial is about that is run or was run last; null when its time is over. */
  private SizeTrial tried;

  private int triedRows;
  private boolean isOut;
  private double before;
  private double trial;

  /**
   * A guess.
   *
   * @param least rows that all sizes are a multiple of
   * @param most rows that a run may have at most
   * @param longestNanos how long a run may take, whatever it gains
   */
  WorthwhileRows(int least, int most, double longestNanos) {
    this.least = least;
    this.most = most;
    this.longestNanos = longestNanos;
    this.firstGuess = Math.max(least, Math.min(GUESS, most) / least * least);
    this.rows = firstGuess;
  }

  /** Rows that are worth while. */
  int rows() {
    return rows;
  }

  /**
   * Makes the guess a better one.
   *
   * @param each what a row seems to cost in nanoseconds, 0 where nothing is known
   */
  void guess(double each) {
    if (guessed && each > 0) {
      change(Math.min(firstGuess, fitting(each)));
    }
  }

  /** Rows that the next run may have as a trial; 0 when it is to be a usual one. */
  int offered() {
    return offered;
  }

  /** The next run is a trial. No other begins before it is {@link #observeTrial observed}. */
  void beginTrial() {
    tried = offered > rows ? twice : half;
    triedRows = offered;
    isOut = true;
    offered = 0;
    asking += 2;
  }

  /**
   * Learns from the trial.
   *
   * @param count its rows
   * @param each what each of them cost, in nanoseconds; 0 where it failed
   */
  void observeTrial(int count, double each) {
    isOut = false;
    if (tried == null) {
      return;
    }
    if (each == 0) {
      tried.giveUp();
      tried = null;
    } else if (before > 0 && fills(count, triedRows)) {
      trial = each;
    } else {
      tried.spend();
      tried = null;
    }
  }

  /**
   * Learns from a usual run.
   *
   * @param count its rows
   * @param each what each of them cost, in nanoseconds
   */
  void observe(int count, double each) {
    if (!fills(count, rows)) {
      before = 0;
      offered = 0;
      return;
    }
    if (tried != null && !isOut) {
      tried.observe(before, trial, each);
      tried = null;
    }
    before = each;
    int decided = decided(each);
    if (decided != rows) {
      guessed = false;
      change(decided);
    } else if (!isOut) {
      offered = nextTrial(each);
    }
  }

  private int decided(double each) {
    tooLong = rows * each > longestNanos ? tooLong + 1 : 0;
    if (tooLong == RUNS_TOO_LONG) {
      return fitting(each);
    } else if (twice.isBelow(GAIN)) {
      return 2 * rows;
    }
    return half.isBelow(LOSS) ? half() : rows;
  }

  private void change(int next) {
    if (next != rows) {
      rows = next;
      forget();
    }
  }

  /** What was learned is about other sizes. */
  private void forget() {
    tooLong = 0;
    rest = 0;
    asking = 0;
    offered = 0;
    tried = null;
    before = 0;
    twice.forget();
    half.forget();
  }

  /** Trials follow each other until all is known that is asked; after a rest all is asked again. */
  private int nextTrial(double each) {
    if (rest > 0) {
      rest--;
      return 0;
    }
    boolean up = 2L * rows <= Math.min(most, longestNanos / each) && !twice.isSettled(GAIN);
    boolean down = rows > least && !half.isSettled(LOSS);
    if (!up && !down) {
      int spent = asking;
      forget();
      rest = Math.max(SHORTEST_REST, REST * spent);
      return 0;
    }
    halfIsNext = down && (!up || !halfIsNext);
    return halfIsNext ? half() : 2 * rows;
  }

  private int half() {
    return Math.max(least, rows / 2 / least * least);
  }

  private int fitting(double each) {
    return Math.max(least, (int) Math.min(most, longestNanos / each) / least * least);
  }

  private static boolean fills(int count, int size) {
    return count <= size && count > FULL * size;
  }
}
