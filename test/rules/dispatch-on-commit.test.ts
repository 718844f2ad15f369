import rule from '../../src/rules/dispatch-on-commit.js';
import { testRule } from '../support/canvas-rules.js';

const MODELS = `from django.db import models


class Order(models.Model):
    status = models.CharField(max_length=20)
    note = models.CharField(max_length=20)


class Item(models.Model):
    order = models.ForeignKey(Order, on_delete=models.CASCADE)


class Visit(models.Model):
    order = models.ForeignKey(Order, on_delete=models.CASCADE)
`;

const TASKS = `from celery import shared_task
from models import Item, Order


@shared_task
def send_receipt(order_id):
    order = Order.objects.get(pk=order_id)
    print(order.status)


@shared_task
def count_items(order_id):
    return Item.objects.filter(order_id=order_id).count()


@shared_task
def ping(order_id):
    print(order_id)
`;

const files = { 'models.py': MODELS, 'tasks.py': TASKS };
const IMPORTS = `from functools import partial

from django.db import transaction
from models import Item, Order, Visit
from tasks import count_items, ping, send_receipt


`;
const python = (body: string) => `${IMPORTS}${body}`;

const CREATED = `def buy(user):
    with transaction.atomic():
        order = Order.objects.create(status="new")
        send_receipt.delay(order.id)
`;

/** A canvas in a transaction, behind a write. */
const withCanvas = (canvas: string) => `from celery import chain, group\n${IMPORTS}def buy(order):\n    with transaction.atomic():\n        order.save()\n        ${canvas}\n`;

const VIEW = `from django.views.generic import CreateView
from models import Order
from tasks import send_receipt


class Buy(CreateView):
    model = Order

    def form_valid(self, form):
        response = super().form_valid(form)
        send_receipt.delay(form.instance.id)
        return response
`;

const SETTINGS = 'DATABASES = {"default": {"ENGINE": "django.db.backends.postgresql", "ATOMIC_REQUESTS": True}}\n';

const ON_COMMIT = 'Dispatch it in `transaction.on_commit(…)`';

/** A case whose only suggestion is `on_commit`. */
const reported = (name: string, body: string, message: RegExp, output: string) => ({
  name,
  code: python(body),
  files,
  errors: [{ message, suggestions: [{ desc: ON_COMMIT, output: python(output) }] }],
});

const QUEUE = `import { Queue } from 'bullmq';
import { PrismaClient } from '@prisma/client';

const prisma = new PrismaClient();
const queue = new Queue('orders');

`;
const typescript = (body: string) => `${QUEUE}${body}`;

const AFTER = 'Dispatch it after the transaction';

testRule(rule, {
  python: {
    valid: [
      { name: 'after the block: the transaction is committed', code: python('def buy():\n    with transaction.atomic():\n        order = Order.objects.create(status="new")\n    send_receipt.delay(order.id)\n'), files },
      { name: 'in on_commit with a lambda', code: python('def buy():\n    with transaction.atomic():\n        order = Order.objects.create(status="new")\n        transaction.on_commit(lambda: send_receipt.delay(order.id))\n'), files },
      { name: 'in on_commit with partial', code: python('def buy():\n    with transaction.atomic():\n        order = Order.objects.create(status="new")\n        transaction.on_commit(partial(send_receipt.delay, order.id))\n'), files },
      { name: 'delay_on_commit', code: python('def buy():\n    with transaction.atomic():\n        order = Order.objects.create(status="new")\n        send_receipt.delay_on_commit(order.id)\n'), files },
      { name: 'in a function that is made inside and called later', code: python('def buy():\n    with transaction.atomic():\n        order = Order.objects.create(status="new")\n\n        def send():\n            send_receipt.delay(order.id)\n\n        transaction.on_commit(send)\n'), files },
      { name: 'nothing is written before it: only reads, and a write that comes after', code: python('def buy(order_id):\n    with transaction.atomic():\n        order = Order.objects.select_for_update().get(pk=order_id)\n        send_receipt.delay(order.id)\n        order.save()\n'), files },
      { name: 'what is written is another row', code: python('def buy(order, other):\n    with transaction.atomic():\n        other.save()\n        send_receipt.delay(order.id)\n'), files },
      { name: 'the task touches no table: it needs nothing of the order but its number', code: python('def buy():\n    with transaction.atomic():\n        order = Order.objects.create(status="new")\n        ping.delay(order.id)\n'), files },
      { name: 'the task reads other tables than the one that is written', code: python('def visit(order):\n    with transaction.atomic():\n        Visit.objects.create(order=order)\n        count_items.delay(order.id)\n'), files },
      { name: 'the write is in the other branch', code: python('def buy(order_id, paid):\n    with transaction.atomic():\n        if paid:\n            Order.objects.filter(pk=order_id).update(status="paid")\n        else:\n            send_receipt.delay(order_id)\n'), files },
      { name: 'the branch that writes leaves', code: python('def buy(order_id, paid):\n    with transaction.atomic():\n        if paid:\n            Order.objects.filter(pk=order_id).update(status="paid")\n            return\n        send_receipt.delay(order_id)\n'), files },
      { name: 'no transaction: autocommit', code: python('def buy():\n    order = Order.objects.create(status="new")\n    send_receipt.delay(order.id)\n'), files },
      { name: 'a context manager that is only called so', code: python('def buy(lock):\n    with lock.atomic():\n        order = Order.objects.create(status="new")\n        send_receipt.delay(order.id)\n'), files },
      { name: 'a view without ATOMIC_REQUESTS', code: VIEW, files },
      { name: 'a setting of that name is no key of DATABASES, and does nothing', code: VIEW, files: { ...files, 'settings.py': 'ATOMIC_REQUESTS = True\n' } },
      { name: 'a view that is taken out of the requests\' transactions', code: `from django.db import transaction\n${VIEW.replace('class Buy', '@method_decorator(transaction.non_atomic_requests, name="dispatch")\nclass Buy')}`, files: { ...files, 'settings.py': SETTINGS } },
      {
        name: 'the project\'s tasks wait for the commit themselves',
        code: python(CREATED),
        files: { ...files, 'base.py': 'class Waiting(Task):\n    def delay(self, *args):\n        transaction.on_commit(lambda: super().delay(*args))\n' },
      },
      { name: 'a form that is not saved yet', code: python('def buy(form):\n    with transaction.atomic():\n        order = form.save(commit=False)\n        send_receipt.delay(order.id)\n'), files },
      { name: 'a write through another connection, which is there at once', code: python('def buy(order):\n    with transaction.atomic():\n        order.save(using="replica")\n        send_receipt.delay(order.id)\n'), files },
      { name: 'the name means another row by then', code: python('def buy(order, other):\n    with transaction.atomic():\n        order.save()\n        order = other\n        send_receipt.delay(order.id)\n'), files },
      { name: 'a loop over other rows, of the same name', code: python('def buy(orders, others):\n    with transaction.atomic():\n        for order in orders:\n            order.save()\n        for order in others:\n            send_receipt.delay(order.id)\n'), files },
      { name: 'all branches behind the write leave', code: python('def buy(order, paid, late):\n    with transaction.atomic():\n        if paid:\n            order.save()\n            if late:\n                return 1\n            else:\n                return 2\n        send_receipt.delay(order.id)\n'), files },
      { name: 'where the write has worked, the else leaves', code: python('def buy(order):\n    with transaction.atomic():\n        try:\n            order.save()\n        except ValueError:\n            pass\n        else:\n            return\n        send_receipt.delay(order.id)\n'), files },
      { name: 'a decorated generator: the transaction is over before its code runs', code: python('@transaction.atomic\ndef buy(order):\n    order.save()\n    send_receipt.delay(order.id)\n    yield order\n'), files },
      { name: 'a decorated async function: the transaction is over before its code runs', code: python('@transaction.atomic\nasync def buy(order):\n    await order.asave()\n    send_receipt.delay(order.id)\n'), files },
      { name: 'put off by longer than a transaction takes', code: python('def buy(order, later):\n    with transaction.atomic():\n        order.save()\n        send_receipt.apply_async((order.id,), countdown=60)\n        send_receipt.apply_async((order.id,), eta=later)\n'), files },
      { name: 'a lambda that is kept for later', code: python('def buy(order):\n    with transaction.atomic():\n        order.save()\n        send = lambda: send_receipt.delay(order.id)\n    send()\n'), files },
      { name: 'a canvas that is dispatched in on_commit', code: withCanvas('transaction.on_commit(chain(send_receipt.si(order.id), ping.si(1)).delay)'), files },
      { name: 'a canvas of which no task touches a table', code: withCanvas('chain(ping.si(order.id), ping.si(order.id)).delay()'), files },
      { name: 'a canvas that is put off by longer than a transaction takes', code: withCanvas('chain(send_receipt.si(order.id), ping.si(1)).apply_async(countdown=60)'), files },
      { name: 'a signature that is called runs its task at once, in the transaction', code: withCanvas('send_receipt.s(order.id)()'), files },
      { name: 'a canvas of another order', code: withCanvas('chain(send_receipt.si(order.other_id), ping.si(1)).delay()'), files },
      { name: 'a test', code: python(CREATED.replace('def buy', 'def test_buy')), files, filename: 'tests/test_orders.py' },
    ],
    invalid: [
      reported(
        'a row that is made in the block',
        CREATED,
        /^`send_receipt` is dispatched inside the transaction that `transaction\.atomic\(\)` opens in line 9, after `Order\.objects\.create\(status="new"\)` in line 10 and before the commit\. A worker may start before the data is there, and runs even if the transaction is rolled back\. Wait for the commit: dispatch it in `transaction\.on_commit\(…\)`, with `delay_on_commit`, or after the transaction\.$/,
        CREATED.replace('send_receipt.delay(order.id)', 'transaction.on_commit(partial(send_receipt.delay, order.id))'),
      ),
      reported(
        'a decorated function, and arguments over several lines with a comment',
        '@transaction.atomic\ndef pay(order):\n    order.status = "paid"\n    order.save()\n    send_receipt.apply_async(\n        args=[order.pk],  # only the number\n        countdown=5,\n    )\n',
        /after `order\.save\(\)`/,
        '@transaction.atomic\ndef pay(order):\n    order.status = "paid"\n    order.save()\n    transaction.on_commit(partial(send_receipt.apply_async,\n        args=[order.pk],  # only the number\n        countdown=5,\n    ))\n',
      ),
      reported(
        'rows that are chosen by what the dispatch hands over',
        'def pay(order_id):\n    with transaction.atomic():\n        Order.objects.filter(pk=order_id).update(status="paid")\n        send_receipt.delay(order_id)\n',
        /after `Order\.objects\.filter\(pk=order_id\)\.update/,
        'def pay(order_id):\n    with transaction.atomic():\n        Order.objects.filter(pk=order_id).update(status="paid")\n        transaction.on_commit(partial(send_receipt.delay, order_id))\n',
      ),
      reported(
        'rows of another table that the task reads',
        'def add(order):\n    with transaction.atomic():\n        Item.objects.create(order=order)\n        count_items.delay(order.id)\n',
        /^`count_items`/,
        'def add(order):\n    with transaction.atomic():\n        Item.objects.create(order=order)\n        transaction.on_commit(partial(count_items.delay, order.id))\n',
      ),
      reported(
        'in a loop over rows that were made at once: partial keeps each value',
        'def load(orders):\n    with transaction.atomic():\n        Order.objects.bulk_create(orders)\n        for order in orders:\n            send_receipt.delay(order.id)\n',
        /after `Order\.objects\.bulk_create\(orders\)`/,
        'def load(orders):\n    with transaction.atomic():\n        Order.objects.bulk_create(orders)\n        for order in orders:\n            transaction.on_commit(partial(send_receipt.delay, order.id))\n',
      ),
      reported(
        'a function of the project that writes, and gives the row',
        'def make():\n    return Order.objects.create(status="new")\n\n\ndef buy():\n    with transaction.atomic():\n        order = make()\n        send_receipt.delay(order.id)\n',
        /after `make\(\)`/,
        'def make():\n    return Order.objects.create(status="new")\n\n\ndef buy():\n    with transaction.atomic():\n        order = make()\n        transaction.on_commit(partial(send_receipt.delay, order.id))\n',
      ),
      reported(
        'a context manager of the project that opens a transaction',
        '@contextmanager\ndef unit():\n    with transaction.atomic():\n        yield\n\n\ndef buy():\n    with unit():\n        order = Order.objects.create(status="new")\n        send_receipt.delay(order.id)\n',
        /^`send_receipt`/,
        '@contextmanager\ndef unit():\n    with transaction.atomic():\n        yield\n\n\ndef buy():\n    with unit():\n        order = Order.objects.create(status="new")\n        transaction.on_commit(partial(send_receipt.delay, order.id))\n',
      ),
      {
        name: 'what the result is used for cannot wait: no suggestion',
        code: python('def buy():\n    with transaction.atomic():\n        order = Order.objects.create(status="new")\n        result = send_receipt.delay(order.id)\n    return result.id\n'),
        files,
        errors: [{ message: /^`send_receipt`/ }],
      },
      {
        name: 'another database than the default one: `on_commit` would wait for the wrong one, so no suggestion',
        code: python('def buy():\n    with transaction.atomic(using="shop"):\n        order = Order.objects.create(status="new")\n        send_receipt.delay(order.id)\n'),
        files,
        errors: [{ message: /^`send_receipt`/ }],
      },
      reported(
        'a transaction in another one is a savepoint: what the outer one has written is not there yet',
        'def pay(order):\n    with transaction.atomic():\n        order.save()\n        with transaction.atomic(savepoint=False):\n            send_receipt.delay(order.id)\n',
        /`transaction\.atomic\(\)` opens in line 9, after `order\.save\(\)`/,
        'def pay(order):\n    with transaction.atomic():\n        order.save()\n        with transaction.atomic(savepoint=False):\n            transaction.on_commit(partial(send_receipt.delay, order.id))\n',
      ),
      reported(
        'a second loop over the rows that were saved',
        'def pay(orders):\n    with transaction.atomic():\n        for order in orders:\n            order.save()\n        for order in orders:\n            send_receipt.delay(order.id)\n',
        /after `order\.save\(\)`/,
        'def pay(orders):\n    with transaction.atomic():\n        for order in orders:\n            order.save()\n        for order in orders:\n            transaction.on_commit(partial(send_receipt.delay, order.id))\n',
      ),
      {
        name: 'in the middle of a statement, and in a comprehension: the results are used',
        code: python('def load(orders, started):\n    with transaction.atomic():\n        Order.objects.bulk_create(orders)\n        started.append([send_receipt.delay(order.id) for order in orders])\n'),
        files,
        errors: [{ message: /^`send_receipt` .* after `Order\.objects\.bulk_create\(orders\)`/ }],
      },
      {
        name: 'a transaction of another database, of which a plain `on_commit` knows nothing',
        code: python('def pay(order):\n    with transaction.atomic(using="orders"):\n        order.save(using="orders")\n        send_receipt.delay(order.id)\n'),
        files,
        errors: [{ message: /^`send_receipt`/ }],
      },
      {
        name: 'a chain of which a later task needs the row',
        code: withCanvas('chain(ping.si(1), send_receipt.si(order.id)).delay()'),
        files,
        errors: [{ message: /^`send_receipt` is dispatched inside/, suggestions: [{ desc: ON_COMMIT, output: withCanvas('transaction.on_commit(chain(ping.si(1), send_receipt.si(order.id)).delay)') }] }],
      },
      {
        name: 'a pipe with options',
        code: withCanvas('(send_receipt.si(order.id) | ping.si(1)).apply_async(queue="slow")'),
        files,
        errors: [{ message: /^`send_receipt`/, suggestions: [{ desc: ON_COMMIT, output: withCanvas('transaction.on_commit(partial((send_receipt.si(order.id) | ping.si(1)).apply_async, queue="slow"))') }] }],
      },
      {
        name: 'a group of a generator, whose names would be looked up at the commit',
        code: withCanvas('group(send_receipt.si(order.id) for _ in range(3)).delay()'),
        files,
        errors: [{ message: /^`send_receipt`/ }],
      },
      {
        name: 'a chain whose result is used',
        code: withCanvas('print(chain(send_receipt.si(order.id), ping.si(1)).delay())'),
        files,
        errors: [{ message: /^`send_receipt`/ }],
      },
      {
        name: 'a project that uses delay_on_commit is offered it first',
        code: python(CREATED),
        files: { ...files, 'other.py': 'send_receipt.delay_on_commit(1)\n' },
        errors: [
          {
            message: /^`send_receipt`/,
            suggestions: [
              { desc: 'Dispatch it with `delay_on_commit`', output: python(CREATED.replace('.delay(', '.delay_on_commit(')) },
              { desc: ON_COMMIT, output: python(CREATED.replace('send_receipt.delay(order.id)', 'transaction.on_commit(partial(send_receipt.delay, order.id))')) },
            ],
          },
        ],
      },
      {
        name: 'a view with ATOMIC_REQUESTS, which gets the imports',
        code: VIEW,
        files: { ...files, 'settings.py': SETTINGS },
        errors: [
          {
            message: /^`send_receipt` is dispatched inside the request's transaction \(`ATOMIC_REQUESTS`\), after `super\(\)\.form_valid\(form\)` in line 10 and before the commit\./,
            suggestions: [
              {
                desc: ON_COMMIT,
                output: VIEW.replace('from django.views', 'from functools import partial\n\nfrom django.db import transaction\nfrom django.views').replace(
                  'send_receipt.delay(form.instance.id)',
                  'transaction.on_commit(partial(send_receipt.delay, form.instance.id))',
                ),
              },
            ],
          },
        ],
      },
      {
        name: 'a session of SQLAlchemy',
        code: 'from sqlalchemy.orm import sessionmaker\nfrom elsewhere.tasks import send_receipt\n\nSession = sessionmaker()\n\n\ndef buy(order):\n    session = Session()\n    with session.begin():\n        session.add(order)\n        session.flush()\n        send_receipt.delay(order.id)\n',
        errors: [{ message: /`session\.begin\(\)` opens in line 9, after `session\.add\(order\)` .* dispatch it after the `with` block\.$/ }],
      },
    ],
  },

  typescript: {
    valid: [
      { name: 'after the transaction', code: typescript("export async function buy() {\n  const order = await prisma.$transaction(async (tx) => tx.order.create({ data: {} }));\n  await queue.add('receipt', { orderId: order.id });\n}\n") },
      { name: 'nothing is written: only reads', code: typescript("export async function look(orderId: string) {\n  await prisma.$transaction(async (tx) => {\n    const order = await tx.order.findUnique({ where: { id: orderId } });\n    await queue.add('receipt', { orderId: order.id });\n  });\n}\n") },
      { name: 'what is written is not of the transaction: it is there at once', code: typescript("export async function buy() {\n  await prisma.$transaction(async (tx) => {\n    const order = await prisma.order.create({ data: {} });\n    await tx.visit.findMany();\n    await queue.add('receipt', { orderId: order.id });\n  });\n}\n") },
      { name: 'another row', code: typescript("export async function buy(userId: string, other: string) {\n  await prisma.$transaction(async (tx) => {\n    await tx.order.create({ data: { userId } });\n    await queue.add('visit', { id: other });\n  });\n}\n") },
      { name: 'a user of whom the new row tells is written before: the task may be about the user alone', code: typescript("export async function buy(user: User) {\n  await prisma.$transaction(async (tx) => {\n    await tx.order.create({ data: { userId: user.id } });\n    await queue.add('greet', { userId: user.id });\n  });\n}\n") },
      { name: 'a hook that runs after the commit', code: typescript("import { Sequelize } from 'sequelize';\nconst sequelize = new Sequelize('');\nexport async function buy() {\n  await sequelize.transaction(async (t) => {\n    const order = await Order.create({}, { transaction: t });\n    t.afterCommit(async () => {\n      await queue.add('receipt', { orderId: order.id });\n    });\n  });\n}\n") },
      { name: 'an IndexedDB-like `transaction` of something unknown', code: typescript("export async function buy(store: Store) {\n  await store.transaction(async (tx) => {\n    const order = await tx.create({});\n    await queue.add('receipt', { orderId: order.id });\n  });\n}\n") },
      { name: 'after commitTransaction', code: typescript("export async function buy(runner: Runner) {\n  await runner.startTransaction();\n  const order = await runner.manager.save(build());\n  await runner.commitTransaction();\n  await queue.add('receipt', { orderId: order.id });\n}\n") },
      { name: 'the name means another row by then', code: typescript("export async function buy(other: Order) {\n  await prisma.$transaction(async (tx) => {\n    let order = await tx.order.create({ data: {} });\n    order = other;\n    await queue.add('receipt', { orderId: order.id });\n  });\n}\n") },
      { name: 'put off by longer than a transaction takes', code: typescript("export async function pay(orderId: string) {\n  await prisma.$transaction(async (tx) => {\n    await tx.order.update({ where: { id: orderId }, data: { paid: true } });\n    await queue.add('receipt', { orderId }, { delay: 60_000 });\n  });\n}\n") },
      { name: 'a reader that is made for the transaction', code: typescript("export async function look(orderId: string) {\n  await prisma.$transaction(async (tx) => {\n    await createReader(tx).find({ where: { id: orderId } });\n    await queue.add('receipt', { orderId });\n  });\n}\n") },
      { name: 'behind the commit of a branch', code: typescript("export async function buy(runner: Runner, early: boolean) {\n  await runner.startTransaction();\n  const order = await runner.manager.save(build());\n  if (early) {\n    await runner.commitTransaction();\n    await queue.add('receipt', { orderId: order.id });\n    return;\n  }\n  await runner.commitTransaction();\n}\n") },
      { name: 'between two transactions of a connection', code: typescript("export async function buy(runner: Runner, order: Order) {\n  await runner.startTransaction();\n  await runner.manager.save(order);\n  await runner.commitTransaction();\n  await queue.add('receipt', { orderId: order.id });\n  await runner.startTransaction();\n  await runner.manager.save(order);\n  await runner.commitTransaction();\n}\n") },
      { name: 'an array of writes: nothing runs between them', code: typescript("export async function buy(orderId: string) {\n  await prisma.$transaction([prisma.order.update({ where: { id: orderId }, data: {} })]);\n  await queue.add('receipt', { orderId });\n}\n") },
    ],
    invalid: [
      {
        name: 'Prisma: a row that is made in the callback',
        code: typescript("export async function buy() {\n  return prisma.$transaction(async (tx) => {\n    const order = await tx.order.create({ data: {} });\n    await queue.add('receipt', { orderId: order.id });\n    return order;\n  });\n}\n"),
        errors: [{ message: /^`receipt` is dispatched inside the transaction that `prisma\.\$transaction\(\)` opens in line 8, after `tx\.order\.create\(\{ data: \{\} \}\)` in line 9 and before the commit\. .* dispatch it after the transaction\.$/ }],
      },
      {
        name: 'Prisma: the last statement, which can be moved',
        code: typescript("export async function pay(orderId: string) {\n  await prisma.$transaction(async (tx) => {\n    await tx.order.update({ where: { id: orderId }, data: { paid: true } });\n    await queue.add('receipt', { orderId });\n  });\n}\n"),
        errors: [
          {
            message: /^`receipt`/,
            suggestions: [
              {
                desc: AFTER,
                output: typescript("export async function pay(orderId: string) {\n  await prisma.$transaction(async (tx) => {\n    await tx.order.update({ where: { id: orderId }, data: { paid: true } });\n  });\n  await queue.add('receipt', { orderId });\n}\n"),
              },
            ],
          },
        ],
      },
      {
        name: 'Prisma: the last statement under a comment stays',
        code: typescript("export async function pay(orderId: string) {\n  await prisma.$transaction(async (tx) => {\n    await tx.order.update({ where: { id: orderId }, data: { paid: true } });\n    // tell them\n    await queue.add('receipt', { orderId });\n  });\n}\n"),
        errors: [{ message: /^`receipt`/ }],
      },
      {
        name: 'Promise.all: one of several things',
        code: typescript("export async function pay(orderId: string) {\n  await prisma.$transaction(async (tx) => {\n    await tx.order.update({ where: { id: orderId }, data: { paid: true } });\n    await Promise.all([queue.add('receipt', { orderId }), count(orderId)]);\n  });\n}\n"),
        errors: [{ message: /^`receipt`/ }],
      },
      {
        name: 'Promise.all: one for each',
        code: typescript("export async function pay(orderId: string, readers: string[]) {\n  await prisma.$transaction(async (tx) => {\n    await tx.order.update({ where: { id: orderId }, data: { paid: true } });\n    await Promise.all(readers.map((reader) => queue.add('receipt', { orderId, reader })));\n  });\n}\n"),
        errors: [{ message: /^`receipt`/ }],
      },
      {
        name: 'the last statement does more than dispatch',
        code: typescript("export async function pay(orderId: string, readers: string[]) {\n  await prisma.$transaction(async (tx) => {\n    await tx.order.update({ where: { id: orderId }, data: { paid: true } });\n    readers.forEach((reader) => {\n      count(reader);\n      queue.add('receipt', { orderId, reader });\n    });\n  });\n}\n"),
        errors: [{ message: /^`receipt`/ }],
      },
      {
        name: 'a comment behind the transaction stays at its side',
        code: typescript("export async function pay(orderId: string) {\n  await prisma.$transaction(async (tx) => {\n    await tx.order.update({ where: { id: orderId }, data: { paid: true } });\n    await queue.add('receipt', { orderId });\n  }); // all or nothing\n}\n"),
        errors: [{ message: /^`receipt`/ }],
      },
      {
        name: 'a semicolon that is written for the next line',
        code: typescript("export async function pay(orderId: string) {\n  await prisma.$transaction(async (tx) => {\n    await tx.order.update({ where: { id: orderId }, data: { paid: true } })\n    await queue.add('receipt', { orderId })\n  })\n  ;[1].forEach(count)\n}\n"),
        errors: [{ message: /^`receipt`/ }],
      },
      {
        name: 'what `this` and `arguments` mean is another thing outside of the callback',
        code: typescript("export async function pay(orderId: string) {\n  await prisma.$transaction(async function (tx) {\n    await tx.order.update({ where: { id: orderId }, data: { paid: true } });\n    await queue.add('receipt', { orderId, given: arguments.length });\n  });\n}\n"),
        errors: [{ message: /^`receipt`/ }],
      },
      {
        name: 'behind a transaction in another one it would still be in that',
        code: typescript("export async function pay(orderId: string) {\n  await prisma.$transaction(async (outer) => {\n    await outer.$transaction(async (tx) => {\n      await tx.order.update({ where: { id: orderId }, data: { paid: true } });\n      await queue.add('receipt', { orderId });\n    });\n  });\n}\n"),
        errors: [{ message: /^`receipt`/ }],
      },
      {
        name: 'a transaction that may be part of one that is handed over',
        code: typescript("import { Kysely } from 'kysely';\nconst db = new Kysely({});\nexport async function executeTx(callback: (trx: unknown) => Promise<void>, outer?: unknown) {\n  return outer ? callback(outer) : db.transaction().execute((trx) => callback(trx));\n}\nexport async function move(orderId: string, trx: unknown) {\n  await executeTx(async (inner) => {\n    await inner.updateTable('orders').set({ moved: true }).where('orderId', '=', orderId).execute();\n    await queue.add('moved', { orderId });\n  }, trx);\n}\n"),
        errors: [{ message: /^`moved`/ }],
      },
      {
        name: 'a callback that may leave early: behind the transaction it would be sent all the same',
        code: typescript("export async function pay(orderId: string) {\n  await prisma.$transaction(async (tx) => {\n    const { count } = await tx.order.updateMany({ where: { id: orderId }, data: { paid: true } });\n    if (count === 0) return;\n    await queue.add('receipt', { orderId });\n  });\n}\n"),
        errors: [{ message: /^`receipt`/ }],
      },
      {
        name: 'Drizzle: the row that `returning` gives',
        code: typescript("import { drizzle } from 'drizzle-orm/node-postgres';\nconst db = drizzle('');\nexport async function buy() {\n  await db.transaction(async (tx) => {\n    const [order] = await tx.insert(orders).values({ paid: false }).returning();\n    await queue.add('receipt', { orderId: order.id });\n  });\n}\n"),
        errors: [{ message: /`db\.transaction\(\)` opens in line 10, after `tx\.insert/ }],
      },
      {
        name: 'Kysely, through a function of the project, in a branch',
        code: typescript("import { Kysely } from 'kysely';\nconst db = new Kysely({});\nexport async function executeTx(callback: (trx: unknown) => Promise<void>) {\n  return db.transaction().execute((trx) => callback(trx));\n}\nexport async function move(orderIds: string[]) {\n  await executeTx(async (trx) => {\n    if (orderIds.length > 0) {\n      await trx.updateTable('orders').set({ moved: true }).where('orderId', 'in', orderIds).execute();\n      await queue.add('moved', { orderIds });\n    }\n  });\n}\n"),
        errors: [{ message: /^`moved` is dispatched inside the transaction that `executeTx\(\)` opens/ }],
      },
      {
        name: 'Sequelize: a model that is handed the transaction',
        code: typescript("import { Sequelize } from 'sequelize';\nconst sequelize = new Sequelize('');\nexport async function buy() {\n  await sequelize.transaction(async (t) => {\n    const order = await Order.create({}, { transaction: t });\n    await queue.add('receipt', { orderId: order.id });\n  });\n}\n"),
        errors: [{ message: /after `Order\.create\(\{\}, \{ transaction: t \}\)`/ }],
      },
      {
        name: 'Knex: rows by their key, in a row with commit',
        code: typescript("import knex from 'knex';\nconst db = knex({});\nexport async function pay(orderId: string) {\n  const trx = await db.transaction();\n  await trx('orders').where('id', orderId).update({ paid: true });\n  await queue.add('receipt', { orderId });\n  await trx.commit();\n}\n"),
        errors: [{ message: /`db\.transaction\(\)` opens in line 10, after `trx\(/ }],
      },
      {
        name: 'TypeORM: between startTransaction and commitTransaction',
        code: typescript("export async function buy(runner: QueryRunner) {\n  await runner.startTransaction();\n  const order = await runner.manager.save(build());\n  await queue.add('receipt', { orderId: order.id });\n  await runner.commitTransaction();\n}\n"),
        errors: [{ message: /`runner\.startTransaction\(\)` opens in line 8, after `runner\.manager\.save\(build\(\)\)`/ }],
      },
      {
        name: 'typeorm-transactional: the decorator',
        code: typescript("import { Transactional } from 'typeorm-transactional';\nexport class Orders {\n  @Transactional()\n  async buy() {\n    const order = await this.orderRepository.save(build());\n    await queue.add('receipt', { orderId: order.id });\n  }\n}\n"),
        errors: [{ message: /`@Transactional\(\)` opens in line 9, after `this\.orderRepository\.save\(build\(\)\)`/ }],
      },
      {
        name: 'for each of the rows that were saved',
        code: typescript("export async function load(orders: Order[]) {\n  await prisma.$transaction(async (tx) => {\n    const saved = await tx.order.createManyAndReturn({ data: orders });\n    for (const order of saved) {\n      await queue.add('receipt', { orderId: order.id });\n    }\n  });\n}\n"),
        errors: [{ message: /after `tx\.order\.createManyAndReturn/ }],
      },
    ],
  },
});
