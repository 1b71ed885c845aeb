"""What a person waits for goes before whatever else waits for the workers (the real broker)."""

import uuid

from kombu import Consumer, Queue

from emosense.celery import app
from emosense.queue_order import TEXTS, TextsFirst
from emosense.supervisor.programs import QUEUES


def test_texts_go_first_and_the_others_in_turn():
    order = TextsFirst()
    order.update(["default", "inference", TEXTS])
    order.rotate(TEXTS)
    order.rotate("default")

    assert order.consume(3) == [TEXTS, "inference", "default"]


def test_a_text_is_taken_before_what_waited_longer():
    other = f"waiting-{uuid.uuid4()}"
    taken = []
    with app.connection_for_write() as link:
        channel = link.channel()
        queues = [Queue(name, routing_key=name)(channel) for name in (other, TEXTS)]
        for queue in queues:
            queue.declare()
            queue.purge()
        producer = app.amqp.Producer(channel)
        for name in (other, other, other, TEXTS):
            producer.publish(name, routing_key=name, retry=False)
        consumer = Consumer(channel, queues, callbacks=[lambda body, message: (taken.append(body), message.ack())])
        consumer.qos(prefetch_count=1)
        with consumer:
            while len(taken) < 4:
                link.drain_events(timeout=5)
        queues[0].delete()

    assert taken == [TEXTS, other, other, other]


def test_the_worker_of_dev_run_serves_the_queue_of_texts():
    assert app.conf.task_routes["reviews.tasks.read_text"]["queue"] == TEXTS
    assert TEXTS in QUEUES
