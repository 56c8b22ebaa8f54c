package org.mollify.server.batch;

/**
 * A range of rows of a job.
 *
 * @param job the job
 * @param from number of the first row
 * @param count number of rows, at least 1
 * @param <J> kind of job
 */
public record Piece<J>(J job, int from, int count) {}
