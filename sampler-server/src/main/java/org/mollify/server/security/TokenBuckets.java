package org.mollify.server.security;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.function.LongSupplier;

/**
 * Limits of rate by token buckets, one for each caller: a bucket holds up to {@code burst} tokens,
 * a request takes one, and {@code rate} come back in a second. The buckets of the callers that were
 * not seen for longest are forgotten when there are too many, which fills them up.
 */
public final class TokenBuckets {
  private static final int MOST_CALLERS = 100_000;
  private static final double NANOS = 1e9;

  private final LongSupplier nanoTime;
  private double rate;
  private int burst;
  private final Map<String, Bucket> buckets =
      new LinkedHashMap<>(16, 0.75f, true) {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Bucket> eldest) {
          return size() > MOST_CALLERS;
        }
      };

  private static final class Bucket {
    private double tokens;
    private long filled;

    Bucket(double tokens, long filled) {
      this.tokens = tokens;
      this.filled = filled;
    }
  }

  /**
   * Buckets.
   *
   * @param rate tokens that come back in a second; 0 for no limit
   * @param burst most tokens in a bucket
   * @param nanoTime a clock in nanoseconds, as {@link System#nanoTime}
   */
  public TokenBuckets(double rate, int burst, LongSupplier nanoTime) {
    this.rate = rate;
    this.burst = burst;
    this.nanoTime = nanoTime;
  }

  /** Sets other limits, as the constructor does; buckets keep what they hold. */
  public synchronized void limit(double newRate, int newBurst) {
    rate = newRate;
    burst = newBurst;
  }

  /**
   * Takes a token.
   *
   * @return zero when there was one, otherwise the time until there will be
   */
  public synchronized Duration take(String caller) {
    if (rate == 0) {
      return Duration.ZERO;
    }
    long now = nanoTime.getAsLong();
    Bucket bucket = buckets.computeIfAbsent(caller, name -> new Bucket(burst, now));
    bucket.tokens = Math.min(burst, bucket.tokens + (now - bucket.filled) / NANOS * rate);
    bucket.filled = now;
    if (bucket.tokens >= 1) {
      bucket.tokens--;
      return Duration.ZERO;
    }
    return Duration.ofNanos((long) Math.ceil((1 - bucket.tokens) / rate * NANOS));
  }
}
