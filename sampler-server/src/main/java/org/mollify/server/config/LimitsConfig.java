package org.mollify.server.config;

import java.time.Duration;
import java.util.List;

/**
 * How much a request may ask for, and how long it may take to ask.
 *
 * @param maxRows most rows in one request, asked for or sent
 * @param maxValues most numbers in one body or picture, over all rows; samples in other formats are
 *     written as they are drawn, and bounded by {@code maxRows} alone
 * @param maxBodySize largest body
 * @param maxImportanceSamples most importance samples of a score
 * @param maxHeaderSize largest request line and headers together
 * @param maxConnections connections that may be open at once; others wait to be accepted
 * @param idleTimeout how long a connection may be silent
 * @param headerTimeout how long request line and headers may take from their first byte on
 * @param minDataRate bytes a second that a client must at least send of a body and take of an
 *     answer; 0B for no such limit
 * @param requestsPerSecond requests a second that each key, or without keys each client address,
 *     may send on average; 0 for no such limit
 * @param burst requests that may come at once
 */
public record LimitsConfig(
    int maxRows,
    int maxValues,
    ByteSize maxBodySize,
    int maxImportanceSamples,
    ByteSize maxHeaderSize,
    int maxConnections,
    Duration idleTimeout,
    Duration headerTimeout,
    ByteSize minDataRate,
    double requestsPerSecond,
    int burst) {

  static LimitsConfig defaults() {
    return new LimitsConfig(
        1_000_000,
        4_000_000,
        ByteSize.ofMiB(16),
        10_000,
        ByteSize.ofKiB(8),
        1000,
        Duration.ofSeconds(30),
        Duration.ofSeconds(10),
        new ByteSize(256),
        0,
        50);
  }

  void check(List<String> problems) {
    Range range = new Range(problems, "limits.");
    range.check("maxRows", maxRows, 1, 10_000_000);
    range.check("maxValues", maxValues, 1, 1 << 27);
    range.check("maxBodySize", maxBodySize, ByteSize.ofKiB(1), ByteSize.ofMiB(1024));
    range.check("maxImportanceSamples", maxImportanceSamples, 1, 1_000_000);
    range.check("maxHeaderSize", maxHeaderSize, ByteSize.ofKiB(1), ByteSize.ofMiB(1));
    range.check("maxConnections", maxConnections, 1, 1_000_000);
    range.check("idleTimeout", idleTimeout, Duration.ofMillis(100), Duration.ofHours(1));
    range.check("headerTimeout", headerTimeout, Duration.ofMillis(100), Duration.ofHours(1));
    range.check("minDataRate", minDataRate, new ByteSize(0), ByteSize.ofMiB(1));
    range.check("requestsPerSecond", requestsPerSecond, 0, 1e6);
    range.check("burst", burst, 1, 1_000_000);
  }
}
