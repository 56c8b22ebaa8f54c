/** What is looked at while a model of images trains. */
package org.mollify.experiments.watch;
