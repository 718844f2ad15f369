import { expect, it } from 'vitest';
import { effectsOf } from './stores/gallery.js';

it.each([
  ['import requests', "requests.post('https://a')", 'requests.post'],
  ['import requests\nsession = requests.Session()', "session.get('https://a')", 'requests.Session.get'],
  ['import httpx', "with httpx.Client() as client:\n    client.get('https://a')", 'httpx.Client.get'],
  ['from django.core.mail import send_mail', "send_mail('a', 'b', None, [])", 'django.core.mail.send_mail'],
  ['from django.core.mail import EmailMessage', "message = EmailMessage('a')\nmessage.send()", 'django.core.mail.EmailMessage.send'],
  ['from slack_sdk import WebClient', "WebClient().chat_postMessage(channel='a')", 'slack_sdk.WebClient.chat_postMessage'],
  ['import subprocess', "subprocess.run(['ls'])", 'subprocess.run'],
  ["import boto3\nses = boto3.client('ses')", 'ses.send_email()', 'boto3.client.send_email'],
])('goes outside: %s; %s', (head, body, name) => {
  expect(effectsOf(head, body)).toEqual([`write plain external ${name}`]);
});

it('does nothing where a client or a message is only made', () => {
  expect(effectsOf("import boto3, requests\nfrom django.core.mail import EmailMessage", "requests.Session()\nmessage = EmailMessage('a')\nmessage.attach('a')\nboto3.client('ses')")).toEqual([]);
});

it('goes outside once, whatever is done with the answer', () => {
  expect(effectsOf('import requests', "answer = requests.get('https://a')\nanswer.raise_for_status()\nanswer.json().get('b')")).toEqual(['write plain external requests.get']);
});

it('leaves to the other libraries what they know', () => {
  expect(effectsOf("import boto3\ns3 = boto3.client('s3')", "s3.put_object(Bucket='a', Key='b')")).toEqual(["write plain object 'a/b'"]);
});

it('takes nothing for a service by its name', () => {
  expect(effectsOf('from own import requests', "requests.post('a')\nmailer.send_mail()", { 'own.py': 'class requests:\n    @staticmethod\n    def post(a):\n        pass\n' })).toEqual([]);
});
